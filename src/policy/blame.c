/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The error for a plug-in that ended the process it ran in, or kept it.
 */
#include "policy/blame.h"

#include <sys/wait.h>

#include <stdio.h>
#include <string.h>

#include "policy/child.h"

static const char *
name_of(const struct watch_page *p, int plugin)
{
	return (
	    plugin >= 0 && plugin < p->nplugin ? p->what[plugin] : "a plug-in");
}

/* The plug-ins whose sections were not ended, or else all. */
static void
name_running(const struct watch_page *p, char *buf, size_t size)
{
	bool running[WATCH_PLUGINS] = { false };
	size_t n = 0, len = 0;

	for (size_t i = 0; i < WATCH_SECTIONS; i++) {
		int plugin = p->section[i].plugin - 1;

		if (plugin < 0 || plugin >= WATCH_PLUGINS || running[plugin])
			continue;
		running[plugin] = true;
		n++;
	}
	buf[0] = '\0';
	for (int i = 0; i < p->nplugin && i < WATCH_PLUGINS; i++)
		if ((n == 0 || running[i]) && len < size)
			len += (size_t)snprintf(buf + len, size - len, "%s%s",
			    len == 0 ? "" : " or ", p->what[i]);
	if (len == 0)
		snprintf(buf, size, "a plug-in");
}

int
blame_end(const struct watch_page *p, int status, bool orphans, struct err *err)
{
	int crashed = p->crashed, whose = crashed / WATCH_SIGNALS;
	char end[120], names[240];

	if (p->forked != 0)
		return (err_set(err, ERR_POLICY,
		    "%s started a copy of the program (fork() called)",
		    name_of(p, p->forked - 1)));
	name_running(p, names, sizeof(names));
	if (crashed != 0)
		return (err_set(err, ERR_POLICY,
		    "%s crashed (%s; 'pagerace check' finds out when)",
		    whose == WATCH_ANY ? names : name_of(p, whose - 1),
		    strsignal(crashed % WATCH_SIGNALS)));
	if (orphans)
		return (err_set(err, ERR_POLICY,
		    "%s left a process running, which was ended", names));
	if (WIFSTOPPED(status))
		return (err_set(err, ERR_POLICY,
		    "%s stopped the program (SIGSTOP)", names));
	return (err_set(err, ERR_POLICY, "%s %s", names,
	    child_end(status, end, sizeof(end))));
}

int
blame_late(const struct watch_page *p, const struct watch_section *s,
    uint64_t timeout_ns, struct err *err)
{
	static const char *const doing[] = {
		[WATCH_LOADING] = "while it was being loaded",
		[WATCH_OPENING] = "in footprint() or init()",
		[WATCH_RUNNING] = "in one of its operations",
	};
	char at[60] = "";
	int work = s->work;

	if (s->references > 0)
		snprintf(at, sizeof(at), ", after reference %ju",
		    (uintmax_t)s->references);
	return (err_set(err, ERR_POLICY,
	    "%s did not come back within %.6g s, %s%s (--plugin-timeout sets "
	    "the limit)",
	    name_of(p, s->plugin - 1), (double)timeout_ns / 1e9,
	    doing[work >= 0 && work <= WATCH_RUNNING ? work : WATCH_RUNNING],
	    at));
}
