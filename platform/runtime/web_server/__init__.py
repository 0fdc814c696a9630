"""The web server: uvicorn, with limits of our own on each connection (`bounded_http`).

No ASGI server has all the limits that keep one client from stalling the others. Asked for were the
size of headers, the time in which they and bodies come, the time in which responses are read, and
the number of connections, in all and of an address:

* uvicorn bounds the size of headers with `--http h11` alone, and nothing else of these;
* hypercorn too, and its `read_timeout` begins anew with every byte;
* granian bounds the size and time of headers, and requests in progress, not connections. It waits
  for bodies and readers for ever, and its workers, children of its own, outlive a killed parent.

Measured in one run, 16 clients on two busy cores; the median of three rounds. A response of
80 kB in 20 blocks from a bare application, then `/healthz` of Lectern:

    server             requests/s   CPU of one   first byte     /healthz: requests/s   CPU of one
    uvicorn                 5,149        83 µs       2.2 ms                      298     1,723 µs
    uvicorn, bounded        4,010        92 µs       2.4 ms                      320     1,781 µs
    uvicorn with h11        2,066       233 µs       6.0 ms                      223     1,890 µs
    hypercorn               1,197       375 µs       9.6 ms                      293     2,022 µs
    granian                 3,508       129 µs       1.9 ms                      361     1,702 µs

The limits cost 10 µs of a request that takes 1,700, which is less than the rounds differ.
"""
