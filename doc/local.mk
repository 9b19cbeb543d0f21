## SPDX-License-Identifier: BSD-2-Clause
## A document is a line: dist_doc_DATA += %D%/NAME.md
dist_doc_DATA = README.md LICENSE CONTRIBUTING.md
