/* SPDX-License-Identifier: BSD-2-Clause */
#include "record/ring_socket.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <stddef.h>
#include <string.h>
#include <unistd.h>

int
ring_socket_open(char name[RING_SOCKET_NAME])
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	socklen_t size = sizeof(at);
	size_t n;
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	/* An address without a name: the kernel makes one. */
	if (s < 0 ||
	    bind(s, (struct sockaddr *)&at, sizeof(at.sun_family)) != 0 ||
	    getsockname(s, (struct sockaddr *)&at, &size) != 0 ||
	    listen(s, SOMAXCONN) != 0) {
		if (s >= 0)
			close(s);
		return (-1);
	}
	n = size - offsetof(struct sockaddr_un, sun_path) - 1;
	if (n >= RING_SOCKET_NAME)
		n = RING_SOCKET_NAME - 1;
	memcpy(name, at.sun_path + 1, n);
	name[n] = '\0';
	return (s);
}

static void
send_descriptor(int to, int fd)
{
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { .bytes = { 0 } };
	struct iovec one = { &(char){ 'r' }, 1 };
	struct msghdr m = { .msg_iov = &one,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	(void)sendmsg(to, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void
ring_socket_give(
    int socket, int fd, bool (*known)(void *self, pid_t pid), void *self)
{
	struct ucred peer;
	int to;

	while ((to = accept4(socket, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		socklen_t size = sizeof(peer);

		if (getsockopt(to, SOL_SOCKET, SO_PEERCRED, &peer, &size) ==
			0 &&
		    known(self, peer.pid))
			send_descriptor(to, fd);
		close(to);
	}
}
