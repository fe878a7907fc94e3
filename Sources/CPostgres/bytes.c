#include "CPostgres.h"
#include <netinet/in.h>
#include <sys/socket.h>

#ifdef __linux__
#include <linux/tcp.h>

int smelt_tcp_bytes(int socket, long *sent, long *received) {
    struct tcp_info facts = {0};
    socklen_t size = sizeof facts;
    // An older kernel fills less of the structure.
    socklen_t needed = offsetof(struct tcp_info, tcpi_bytes_retrans) + sizeof facts.tcpi_bytes_retrans;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &facts, &size) != 0 || size < needed) return 0;
    *sent = (long)(facts.tcpi_bytes_sent - facts.tcpi_bytes_retrans);
    *received = (long)facts.tcpi_bytes_received;
    return 1;
}
#else
int smelt_tcp_bytes(int socket, long *sent, long *received) { return 0; }
#endif
