/* Preloaded into one process: its wall clock runs as many seconds ahead as the file says that CHAOS_WALLCLOCK names
 * (one int64, mapped, so that a step is seen at once). CLOCK_MONOTONIC is left alone, as it is when a real clock is set.
 *
 * libfaketime (0.9.10, Debian 12) can't be used: with it every clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME), which
 * is Python's time.sleep and the engine's pacing, fails with EINVAL. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t nothing = 0;
static const volatile int64_t *seconds = &nothing;

__attribute__((constructor)) static void look(void)
{
    const char *path = getenv("CHAOS_WALLCLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *found = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (found != MAP_FAILED) seconds = found;
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(clock, out);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) out->tv_sec += *seconds;
    return failed;
}
int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    static int (*real)(struct timeval *, void *);
    if (!real) real = (int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday");
    int failed = real(out, zone);
    if (!failed) out->tv_sec += *seconds;
    return failed;
}
time_t time(time_t *out)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}
