/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files are written completely or not at all.
 */
#include <sys/stat.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/save.h"
#include "golden/studies.h"
#include "report/report.h"
#include "unit/fixture.h"

static char folder[PATH_MAX], path[PATH_MAX + 8];

static void
enter(void)
{
	ck_assert_ptr_nonnull(getcwd(folder, sizeof(folder)));
	snprintf(path, sizeof(path), "%s/report", folder);
}

/* Files in the folder, which is empty after. */
static int
leave(void)
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	int n = 0;

	while ((e = readdir(dir)) != NULL)
		if (e->d_name[0] != '.') {
			unlinkat(dirfd(dir), e->d_name, 0);
			n++;
		}
	closedir(dir);
	return (n);
}

static int
save(const char *at, const char *text, bool keep, struct err *err)
{
	struct save s;

	if (save_open(&s, at, err) != 0)
		return (-1);
	fputs(text, s.to);
	return (save_close(&s, keep, err));
}

START_TEST(replaced)
{
	struct stat st;
	struct err err;
	mode_t mask = umask(027);

	enter();
	ck_assert_int_eq(save(path, "old", true, &err), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0640);
	umask(mask);
	ck_assert_int_eq(save(path, "new", true, &err), 0);
	fixture_expect(path, "new");
	ck_assert_int_eq(leave(), 1);
}
END_TEST

START_TEST(dropped)
{
	struct err err = { .kind = ERR_TRACE, .msg = "first" };

	enter();
	ck_assert_int_eq(save(path, "old", true, &err), 0);
	ck_assert_int_eq(save(path, "half", false, &err), -1);
	ck_assert_str_eq(err.msg, "first");
	fixture_expect(path, "old");
	ck_assert_int_eq(leave(), 1);
}
END_TEST

/* What cannot be made again is there while it is written, and stays when its
 * writer is killed; one writer at a time. */
START_TEST(part)
{
	char name[PATH_MAX + 16];
	struct save s, other;
	struct stat st;
	struct err err;
	int status;
	pid_t pid;

	enter();
	snprintf(name, sizeof(name), "%s.part", path);
	pid = fork();
	if (pid == 0) {
		if (save_open_part(&s, path, &err) != 0 ||
		    fputs("half", s.to) == EOF || fflush(s.to) != 0)
			_exit(1);
		raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	fixture_expect(name, "half");
	ck_assert_int_eq(save_open_part(&s, path, &err), 0);
	fputs("new", s.to);
	ck_assert_int_eq(save_open_part(&other, path, &err), -1);
	ck_assert_int_eq(err.sys, EBUSY);
	ck_assert_ptr_nonnull(strstr(err.msg, ".part"));
	ck_assert_int_eq(stat(path, &st), -1);
	ck_assert_int_eq(save_close(&s, true, &err), 0);
	fixture_expect(path, "new");
	ck_assert_int_eq(leave(), 1);
	ck_assert_int_eq(symlink("elsewhere", name), 0);
	ck_assert_int_eq(save_open_part(&s, path, &err), -1);
	ck_assert_int_eq(leave(), 1);
}
END_TEST

START_TEST(link_kept)
{
	char name[PATH_MAX + 8];
	struct stat st;
	struct err err;

	enter();
	snprintf(name, sizeof(name), "%s/link", folder);
	ck_assert_int_eq(save(path, "old", true, &err), 0);
	ck_assert_int_eq(symlink("report", name), 0);
	ck_assert_int_eq(save(name, "new", true, &err), 0);
	fixture_expect(path, "new");
	ck_assert_int_eq(lstat(name, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_int_eq(leave(), 2);
}
END_TEST

START_TEST(mode_kept)
{
	static const mode_t modes[] = { 0600, 0644, 0604, 0770 };
	mode_t mask = umask(022);
	struct stat st;
	struct err err;

	enter();
	ck_assert_int_eq(save(path, "old", true, &err), 0);
	ck_assert_int_eq(chmod(path, modes[_i]), 0);
	ck_assert_int_eq(save(path, "new", true, &err), 0);
	fixture_expect(path, "new");
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, modes[_i]);
	umask(mask);
	ck_assert_int_eq(leave(), 1);
}
END_TEST

/* A read-only file is not replaced, although the folder allows it.  Root may
 * write to every file. */
START_TEST(kept_from_writing)
{
	struct err err;

	if (geteuid() == 0)
		return;
	enter();
	ck_assert_int_eq(save(path, "old", true, &err), 0);
	ck_assert_int_eq(chmod(path, 0444), 0);
	ck_assert_int_eq(save(path, "new", true, &err), -1);
	ck_assert_int_eq(err.kind, ERR_SYS);
	ck_assert_int_eq(err.sys, EACCES);
	fixture_expect(path, "old");
	ck_assert_int_eq(leave(), 1);
}
END_TEST

/* A chain of links to a file that does not exist: the file is created. */
START_TEST(link_dangling)
{
	char name[PATH_MAX + 8], other[PATH_MAX + 8];
	struct stat st;
	struct err err;

	enter();
	snprintf(name, sizeof(name), "%s/link", folder);
	snprintf(other, sizeof(other), "%s/other", folder);
	ck_assert_int_eq(symlink(_i == 0 ? "other" : other, name), 0);
	ck_assert_int_eq(symlink(_i == 0 ? path : "report", other), 0);
	ck_assert_int_eq(save(name, "half", false, &err), -1);
	ck_assert_int_ne(stat(path, &st), 0);
	ck_assert_int_eq(save(name, "new", true, &err), 0);
	fixture_expect(path, "new");
	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert(S_ISREG(st.st_mode));
	ck_assert_int_eq(lstat(name, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_int_eq(lstat(other, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_int_eq(leave(), 3);
}
END_TEST

START_TEST(link_astray)
{
	static const struct {
		const char *to;
		int sys;
	} rows[] = { { "link", ELOOP }, { ".", EISDIR },
		{ "nowhere/report", ENOENT } };
	char name[PATH_MAX + 8];
	struct err err;

	enter();
	snprintf(name, sizeof(name), "%s/link", folder);
	ck_assert_int_eq(symlink(rows[_i].to, name), 0);
	ck_assert_int_eq(save(name, "x", true, &err), -1);
	ck_assert_int_eq(err.kind, ERR_SYS);
	ck_assert_int_eq(err.sys, rows[_i].sys);
	ck_assert_ptr_nonnull(strstr(err.msg, name));
	ck_assert_int_eq(leave(), 1);
}
END_TEST

/* A regular file that is open as standard output is not replaced: the report is
 * written at its current position. */
START_TEST(open_already)
{
	static const char *const names[] = { "/dev/stdout", "/dev/fd/1",
		"/proc/self/fd/1" };
	struct stat before, after;
	struct err err;

	if (access(names[_i], W_OK) != 0)
		return;
	enter();
	ck_assert_ptr_nonnull(freopen(path, "w", stdout));
	ck_assert_int_eq(stat(path, &before), 0);
	printf("first ");
	ck_assert_int_eq(save(names[_i], "second ", true, &err), 0);
	printf("third");
	fflush(stdout);
	fixture_expect(path, "first second third");
	ck_assert_int_eq(stat(path, &after), 0);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
	ck_assert_int_eq(leave(), 1);
}
END_TEST

START_TEST(pipe_kept)
{
	struct stat st;
	struct err err;
	char text[8] = "";
	int fd;

	enter();
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	fd = open(path, O_RDONLY | O_NONBLOCK);
	ck_assert_int_eq(save(path, "new", true, &err), 0);
	ck_assert_int_eq(read(fd, text, sizeof(text)), 3);
	ck_assert_str_eq(text, "new");
	close(fd);
	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert(S_ISFIFO(st.st_mode));
	ck_assert_int_eq(leave(), 1);
}
END_TEST

START_TEST(no_folder)
{
	struct err err;

	ck_assert_int_eq(save("/nonexistent/a/b", "x", true, &err), -1);
	ck_assert_int_eq(err.kind, ERR_SYS);
	ck_assert_int_eq(err.sys, ENOENT);
	ck_assert_str_eq(err.msg,
	    "cannot write /nonexistent/a/b: No such file or directory");
	ck_assert_int_eq(save("", "x", true, &err), -1);
	ck_assert_int_eq(err.kind, ERR_SYS);
}
END_TEST

START_TEST(full)
{
	struct err err;

	if (access("/dev/full", W_OK) != 0)
		return;
	ck_assert_int_eq(save("/dev/full", "x", true, &err), -1);
	ck_assert_int_eq(err.kind, ERR_SYS);
	ck_assert_int_eq(err.sys, ENOSPC);
	/* And where the stream noticed before it was closed. */
	{
		struct save s;

		ck_assert_int_eq(save_open(&s, "/dev/full", &err), 0);
		for (int i = 0; i < 100000; i++)
			fputs("many bytes", s.to);
		ck_assert_int_eq(save_close(&s, true, &err), -1);
		ck_assert_int_eq(err.kind, ERR_SYS);
	}
}
END_TEST

/* Each closes the standard output of its own process. */
START_TEST(standard_output)
{
	struct err err;

	if (_i == 0) {
		close(STDOUT_FILENO);
		ck_assert_int_eq(save("-", "x", true, &err), -1);
		ck_assert_int_eq(err.sys, EBADF);
	} else {
		if (freopen("/dev/full", "w", stdout) == NULL)
			return;
		ck_assert_int_eq(save("-", "x", true, &err), -1);
		ck_assert_int_eq(err.sys, ENOSPC);
	}
	ck_assert_int_eq(err.kind, ERR_SYS);
	ck_assert_ptr_nonnull(strstr(err.msg, "standard output"));
}
END_TEST

START_TEST(report)
{
	const struct report_view view = { .width = 80 };
	struct study s;
	const struct study *one = &s;
	const struct report_subject subject = { .study = &one, .nstudy = 1 };
	struct stat st;
	struct err err;

	enter();
	sample_comparison(&s, mem);
	ck_assert_int_eq(
	    report_save(&json_format, &subject, &view, path, &err), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_gt(st.st_size, 1000);
	ck_assert_int_eq(leave(), 1);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("save");

	fixture_mem(t);
	fixture_folder(t);
	tcase_add_test(t, replaced);
	tcase_add_test(t, dropped);
	tcase_add_test(t, part);
	tcase_add_test(t, link_kept);
	tcase_add_loop_test(t, mode_kept, 0, 4);
	tcase_add_test(t, kept_from_writing);
	tcase_add_loop_test(t, link_dangling, 0, 2);
	tcase_add_loop_test(t, link_astray, 0, 3);
	tcase_add_loop_test(t, open_already, 0, 3);
	tcase_add_test(t, pipe_kept);
	tcase_add_test(t, no_folder);
	tcase_add_test(t, full);
	tcase_add_loop_test(t, standard_output, 0, 2);
	tcase_add_test(t, report);
	return (fixture_run("save", t));
}
