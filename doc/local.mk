## SPDX-License-Identifier: BSD-2-Clause
dist_doc_DATA = README.md LICENSE CONTRIBUTING.md NEWS.md CITATION.cff \
	%D%/CI.md \
	%D%/COMPARED.md \
	%D%/CURVES.md \
	%D%/PERFORMANCE.md \
	%D%/KERNEL.md \
	%D%/MODEL.md \
	%D%/PLUGINS.md \
	%D%/POLICIES.md \
	%D%/RECORD.md \
	%D%/ORACLE.md \
	%D%/REPORTS.md \
	%D%/RESULT.md \
	%D%/SUITE.md \
	%D%/SPACE.md \
	%D%/TRACE.md \
	%D%/TUTORIAL-CI.md \
	%D%/TUTORIAL-EXERCISE.md \
	%D%/TUTORIAL-POLICY.md \
	%D%/TUTORIAL-PROGRAM.md \
	%D%/GALLERY.md \
	%D%/elf.yaml \
	%D%/baseline.schema.json \
	%D%/check.schema.json \
	%D%/facts.schema.json \
	%D%/gate.schema.json \
	%D%/result.schema.json

gallerydir = $(docdir)/gallery
dist_gallery_DATA = \
	%D%/gallery/areas.svg \
	%D%/gallery/curve.svg \
	%D%/gallery/faults.svg \
	%D%/gallery/histogram.svg \
	%D%/gallery/latency.svg \
	%D%/gallery/map.svg \
	%D%/gallery/phases.svg \
	%D%/gallery/ratio.svg \
	%D%/gallery/swap.svg \
	%D%/gallery/time.svg

## The links of a document, where it is installed: the documents lie together, and
## headers and traces elsewhere.
EXTRA_DIST += tools/installed_links.sed
install-data-hook:
	@for file in $(DESTDIR)$(docdir)/*.md $(DESTDIR)$(tracesdir)/README.md; do \
		sed -f $(srcdir)/tools/installed_links.sed $$file >$$file-t && \
		cat $$file-t >$$file && rm -f $$file-t || exit 1; \
	done

## The folders that are the program's own go with their files.
uninstall-hook:
	@for dir in $(docdir) $(pkgdatadir) $(pkglibdir) $(pkgincludedir); do \
		[ ! -d $(DESTDIR)$$dir ] || \
		find $(DESTDIR)$$dir -depth -type d -exec rmdir {} \; \
		2>/dev/null || :; \
	done
