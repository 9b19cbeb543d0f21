/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of system calls.
 */
#include "record/call_table.h"

#include <sys/syscall.h>

#include <stddef.h>

#if defined(__x86_64__)

#define TIMESPEC 16
#define STAT     144
#define SIGMASK  8

static const struct known_call known[] = {
	{ SYS_read, { { 1, OUT, 2, 0 } } },
	{ SYS_write, { { 1, IN, 2, 0 } } },
	{ SYS_pread64, { { 1, OUT, 2, 0 } } },
	{ SYS_pwrite64, { { 1, IN, 2, 0 } } },
	{ SYS_readv, { { 1, IOV_OUT, 2, 0 } } },
	{ SYS_writev, { { 1, IOV_IN, 2, 0 } } },
	{ SYS_preadv, { { 1, IOV_OUT, 2, 0 } } },
	{ SYS_pwritev, { { 1, IOV_IN, 2, 0 } } },
	{ SYS_preadv2, { { 1, IOV_OUT, 2, 0 } } },
	{ SYS_pwritev2, { { 1, IOV_IN, 2, 0 } } },
	{ SYS_open, { { 0, STRING, 0, 0 } } },
	{ SYS_openat, { { 1, STRING, 0, 0 } } },
	{ SYS_openat2, { { 1, STRING, 0, 0 }, { 2, IN, 3, 0 } } },
	{ SYS_creat, { { 0, STRING, 0, 0 } } },
	{ SYS_stat, { { 0, STRING, 0, 0 }, { 1, OUT_SIZE, 0, STAT } } },
	{ SYS_lstat, { { 0, STRING, 0, 0 }, { 1, OUT_SIZE, 0, STAT } } },
	{ SYS_fstat, { { 1, OUT_SIZE, 0, STAT } } },
	{ SYS_newfstatat, { { 1, STRING, 0, 0 }, { 2, OUT_SIZE, 0, STAT } } },
	{ SYS_statx, { { 1, STRING, 0, 0 }, { 4, OUT_SIZE, 0, 256 } } },
	{ SYS_statfs, { { 0, STRING, 0, 0 }, { 1, OUT_SIZE, 0, 120 } } },
	{ SYS_fstatfs, { { 1, OUT_SIZE, 0, 120 } } },
	{ SYS_access, { { 0, STRING, 0, 0 } } },
	{ SYS_faccessat, { { 1, STRING, 0, 0 } } },
	{ SYS_faccessat2, { { 1, STRING, 0, 0 } } },
	{ SYS_readlink, { { 0, STRING, 0, 0 }, { 1, OUT, 2, 0 } } },
	{ SYS_readlinkat, { { 1, STRING, 0, 0 }, { 2, OUT, 3, 0 } } },
	{ SYS_getdents64, { { 1, OUT, 2, 0 } } },
	{ SYS_getcwd, { { 0, OUT, 1, 0 } } },
	{ SYS_chdir, { { 0, STRING, 0, 0 } } },
	{ SYS_mkdir, { { 0, STRING, 0, 0 } } },
	{ SYS_mkdirat, { { 1, STRING, 0, 0 } } },
	{ SYS_rmdir, { { 0, STRING, 0, 0 } } },
	{ SYS_unlink, { { 0, STRING, 0, 0 } } },
	{ SYS_unlinkat, { { 1, STRING, 0, 0 } } },
	{ SYS_rename, { { 0, STRING, 0, 0 }, { 1, STRING, 0, 0 } } },
	{ SYS_renameat, { { 1, STRING, 0, 0 }, { 3, STRING, 0, 0 } } },
	{ SYS_renameat2, { { 1, STRING, 0, 0 }, { 3, STRING, 0, 0 } } },
	{ SYS_link, { { 0, STRING, 0, 0 }, { 1, STRING, 0, 0 } } },
	{ SYS_linkat, { { 1, STRING, 0, 0 }, { 3, STRING, 0, 0 } } },
	{ SYS_symlink, { { 0, STRING, 0, 0 }, { 1, STRING, 0, 0 } } },
	{ SYS_symlinkat, { { 0, STRING, 0, 0 }, { 2, STRING, 0, 0 } } },
	{ SYS_chmod, { { 0, STRING, 0, 0 } } },
	{ SYS_fchmodat, { { 1, STRING, 0, 0 } } },
	{ SYS_chown, { { 0, STRING, 0, 0 } } },
	{ SYS_lchown, { { 0, STRING, 0, 0 } } },
	{ SYS_fchownat, { { 1, STRING, 0, 0 } } },
	{ SYS_truncate, { { 0, STRING, 0, 0 } } },
	{ SYS_utimensat, { { 1, STRING, 0, 0 }, { 2, IN_SIZE, 0, 32 } } },
	{ SYS_execve, { { 0, STRING, 0, 0 }, { 1, STRINGS, 0, 0 },
			  { 2, STRINGS, 0, 0 } } },
	{ SYS_execveat, { { 1, STRING, 0, 0 }, { 2, STRINGS, 0, 0 },
			    { 3, STRINGS, 0, 0 } } },
	{ SYS_pipe, { { 0, OUT_SIZE, 0, 8 } } },
	{ SYS_pipe2, { { 0, OUT_SIZE, 0, 8 } } },
	{ SYS_poll, { { 0, BOTH_UNITS, 1, 8 } } },
	{ SYS_ppoll, { { 0, BOTH_UNITS, 1, 8 }, { 2, BOTH_SIZE, 0, TIMESPEC },
			 { 3, IN_SIZE, 0, SIGMASK } } },
	{ SYS_select, { { 1, FDS, 0, 0 }, { 2, FDS, 0, 0 }, { 3, FDS, 0, 0 },
			  { 4, BOTH_SIZE, 0, TIMESPEC } } },
	{ SYS_epoll_ctl, { { 3, IN_SIZE, 0, 12 } } },
	{ SYS_epoll_wait, { { 1, OUT_UNITS, 2, 12 } } },
	{ SYS_epoll_pwait,
	    { { 1, OUT_UNITS, 2, 12 }, { 4, IN_SIZE, 0, SIGMASK } } },
	{ SYS_rt_sigaction, { { 1, IN_SIZE, 0, 32 }, { 2, OUT_SIZE, 0, 32 } } },
	{ SYS_rt_sigprocmask,
	    { { 1, IN_SIZE, 0, SIGMASK }, { 2, OUT_SIZE, 0, SIGMASK } } },
	{ SYS_rt_sigsuspend, { { 0, IN_SIZE, 0, SIGMASK } } },
	{ SYS_rt_sigpending, { { 0, OUT_SIZE, 0, SIGMASK } } },
	{ SYS_rt_sigtimedwait,
	    { { 0, IN_SIZE, 0, SIGMASK }, { 1, OUT_SIZE, 0, 128 },
		{ 2, IN_SIZE, 0, TIMESPEC } } },
	{ SYS_sigaltstack, { { 0, IN_SIZE, 0, 24 }, { 1, OUT_SIZE, 0, 24 } } },
	{ SYS_futex, { { 0, BOTH_SIZE, 0, 4 }, { 3, IN_SIZE, 0, TIMESPEC },
			 { 4, BOTH_SIZE, 0, 4 } } },
	{ SYS_nanosleep,
	    { { 0, IN_SIZE, 0, TIMESPEC }, { 1, OUT_SIZE, 0, TIMESPEC } } },
	{ SYS_clock_nanosleep,
	    { { 2, IN_SIZE, 0, TIMESPEC }, { 3, OUT_SIZE, 0, TIMESPEC } } },
	{ SYS_clock_gettime, { { 1, OUT_SIZE, 0, TIMESPEC } } },
	{ SYS_clock_getres, { { 1, OUT_SIZE, 0, TIMESPEC } } },
	{ SYS_gettimeofday, { { 0, OUT_SIZE, 0, 16 }, { 1, OUT_SIZE, 0, 8 } } },
	{ SYS_time, { { 0, OUT_SIZE, 0, 8 } } },
	{ SYS_times, { { 0, OUT_SIZE, 0, 32 } } },
	{ SYS_setitimer, { { 1, IN_SIZE, 0, 32 }, { 2, OUT_SIZE, 0, 32 } } },
	{ SYS_timerfd_settime,
	    { { 2, IN_SIZE, 0, 32 }, { 3, OUT_SIZE, 0, 32 } } },
	{ SYS_wait4, { { 1, OUT_SIZE, 0, 4 }, { 3, OUT_SIZE, 0, 144 } } },
	{ SYS_waitid, { { 2, OUT_SIZE, 0, 128 }, { 4, OUT_SIZE, 0, 144 } } },
	{ SYS_clone, { { 2, OUT_SIZE, 0, 4 }, { 3, OUT_SIZE, 0, 4 } } },
	{ SYS_getrlimit, { { 1, OUT_SIZE, 0, 16 } } },
	{ SYS_setrlimit, { { 1, IN_SIZE, 0, 16 } } },
	{ SYS_prlimit64, { { 2, IN_SIZE, 0, 16 }, { 3, OUT_SIZE, 0, 16 } } },
	{ SYS_getrusage, { { 1, OUT_SIZE, 0, 144 } } },
	{ SYS_sysinfo, { { 0, OUT_SIZE, 0, 112 } } },
	{ SYS_uname, { { 0, OUT_SIZE, 0, 390 } } },
	{ SYS_getrandom, { { 0, OUT, 1, 0 } } },
	{ SYS_getgroups, { { 1, OUT_UNITS, 0, 4 } } },
	{ SYS_sched_getaffinity, { { 2, OUT, 1, 0 } } },
	{ SYS_sched_setaffinity, { { 2, IN, 1, 0 } } },
	{ SYS_socketpair, { { 3, OUT_SIZE, 0, 8 } } },
	{ SYS_connect, { { 1, IN, 2, 0 } } },
	{ SYS_bind, { { 1, IN, 2, 0 } } },
	{ SYS_accept, { { 1, OUT_BY_SIZE, 2, 0 } } },
	{ SYS_accept4, { { 1, OUT_BY_SIZE, 2, 0 } } },
	{ SYS_getsockname, { { 1, OUT_BY_SIZE, 2, 0 } } },
	{ SYS_getpeername, { { 1, OUT_BY_SIZE, 2, 0 } } },
	{ SYS_setsockopt, { { 3, IN, 4, 0 } } },
	{ SYS_getsockopt, { { 3, OUT_BY_SIZE, 4, 0 } } },
	{ SYS_sendto, { { 1, IN, 2, 0 }, { 4, IN, 5, 0 } } },
	{ SYS_recvfrom, { { 1, OUT, 2, 0 }, { 4, OUT_BY_SIZE, 5, 0 } } },
	{ SYS_sendmsg, { { 1, MSG_IN, 0, 0 } } },
	{ SYS_recvmsg, { { 1, MSG_OUT, 0, 0 } } },
	{ SYS_sendfile, { { 2, BOTH_SIZE, 0, 8 } } },
	{ SYS_splice, { { 1, BOTH_SIZE, 0, 8 }, { 3, BOTH_SIZE, 0, 8 } } },
	{ SYS_copy_file_range,
	    { { 1, BOTH_SIZE, 0, 8 }, { 3, BOTH_SIZE, 0, 8 } } },
	{ SYS_memfd_create, { { 0, STRING, 0, 0 } } },
	{ SYS_inotify_add_watch, { { 1, STRING, 0, 0 } } },
	{ SYS_getxattr,
	    { { 0, STRING, 0, 0 }, { 1, STRING, 0, 0 }, { 2, OUT, 3, 0 } } },
	{ SYS_lgetxattr,
	    { { 0, STRING, 0, 0 }, { 1, STRING, 0, 0 }, { 2, OUT, 3, 0 } } },
	{ SYS_capget, { { 0, BOTH_SIZE, 0, 8 }, { 1, OUT_SIZE, 0, 24 } } },
};

static const unsigned short without[] = { SYS_close, SYS_lseek, SYS_mmap,
	SYS_mprotect, SYS_munmap, SYS_brk, SYS_sched_yield, SYS_mremap,
	SYS_msync, SYS_dup, SYS_dup2, SYS_dup3, SYS_pause, SYS_alarm,
	SYS_getpid, SYS_socket, SYS_shutdown, SYS_listen, SYS_fork, SYS_vfork,
	SYS_exit, SYS_exit_group, SYS_kill, SYS_flock, SYS_fsync, SYS_fdatasync,
	SYS_ftruncate, SYS_fchdir, SYS_fchmod, SYS_fchown, SYS_umask,
	SYS_getuid, SYS_getgid, SYS_setuid, SYS_setgid, SYS_geteuid,
	SYS_getegid, SYS_setpgid, SYS_getppid, SYS_getpgrp, SYS_setsid,
	SYS_getpgid, SYS_getsid, SYS_getpriority, SYS_setpriority, SYS_sync,
	SYS_gettid, SYS_tkill, SYS_tgkill, SYS_readahead, SYS_fadvise64,
	SYS_set_tid_address, SYS_set_robust_list, SYS_epoll_create,
	SYS_epoll_create1, SYS_eventfd, SYS_eventfd2, SYS_timerfd_create,
	SYS_inotify_init, SYS_inotify_init1, SYS_inotify_rm_watch,
	SYS_fallocate, SYS_sync_file_range, SYS_restart_syscall, SYS_pidfd_open,
	SYS_close_range, SYS_membarrier, SYS_setresuid, SYS_setresgid,
	SYS_setreuid, SYS_setregid };

const struct known_call *
call_known(uint64_t number)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].number == number)
			return (&known[i]);
	return (NULL);
}

bool
call_uses_none(uint64_t number)
{
	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++)
		if (without[i] == number)
			return (true);
	return (false);
}

#endif
