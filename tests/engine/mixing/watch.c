/* Loaded in front of the C library (LD_PRELOAD): counts what a thread calls while it is inside a block of the pulse, and
   what the kernel had to do for it there. At the process's end it writes "name count" lines to EVERSET_WATCH. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NAMES 32
#define SETTLED 200 /* blocks before whose end page faults are none of the pulse's business: code is touched first */

static const char *names[NAMES];
static long counts[NAMES];
static long blocks, minor, major, waited, outside;
static __thread int inside __attribute__((tls_model("initial-exec")));
static __thread struct rusage before __attribute__((tls_model("initial-exec")));

static void seen(const char *name) {
    if (!inside) {
        outside++;
        return;
    }
    for (int place = 0; place < NAMES; place++) {
        if (!names[place]) names[place] = name;
        if (!strcmp(names[place], name)) {
            counts[place]++;
            return;
        }
    }
}

void everset_block(int entering) {
    struct rusage after;
    if (entering) {
        getrusage(RUSAGE_THREAD, &before);
        inside = 1;
        return;
    }
    inside = 0;
    getrusage(RUSAGE_THREAD, &after);
    if (++blocks <= SETTLED) return;
    minor += after.ru_minflt - before.ru_minflt;
    major += after.ru_majflt - before.ru_majflt;
    waited += after.ru_nvcsw - before.ru_nvcsw;
}

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

void *malloc(size_t size) { seen("malloc"); return __libc_malloc(size); }
void *calloc(size_t count, size_t size) { seen("calloc"); return __libc_calloc(count, size); }
void *realloc(void *place, size_t size) { seen("realloc"); return __libc_realloc(place, size); }
void free(void *place) { seen("free"); __libc_free(place); }

#define WATCHED(result, name, parameters, arguments)                        \
    result name parameters {                                                \
        static result(*real) parameters;                                    \
        seen(#name);                                                        \
        if (!real) real = (result(*) parameters)dlsym(RTLD_NEXT, #name);    \
        return real arguments;                                              \
    }

WATCHED(int, pthread_mutex_lock, (pthread_mutex_t * lock), (lock))
WATCHED(int, pthread_cond_wait, (pthread_cond_t * c, pthread_mutex_t *m), (c, m))
WATCHED(int, pthread_cond_timedwait, (pthread_cond_t * c, pthread_mutex_t *m, const struct timespec *t), (c, m, t))
WATCHED(int, sem_wait, (sem_t * s), (s))
WATCHED(int, sem_clockwait, (sem_t * s, clockid_t c, const struct timespec *t), (s, c, t))
WATCHED(ssize_t, read, (int file, void *to, size_t size), (file, to, size))
WATCHED(ssize_t, write, (int file, const void *from, size_t size), (file, from, size))
WATCHED(int, fsync, (int file), (file))
WATCHED(int, munmap, (void *place, size_t size), (place, size))
WATCHED(void *, mmap, (void *p, size_t s, int r, int f, int file, off_t at), (p, s, r, f, file, at))

static void tell(void) {
    const char *path = getenv("EVERSET_WATCH");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    long calls[NAMES], sworn = 0;
    memcpy(calls, counts, sizeof calls);
    memset(counts, 0, sizeof counts);
    inside = 1; /* the witness is one: what is done inside is seen */
    void *volatile place = malloc(10);
    free(place);
    inside = 0;
    for (int number = 0; number < NAMES; number++) sworn += counts[number];
    for (int number = 0; number < NAMES && names[number]; number++)
        if (calls[number]) fprintf(file, "%s %ld\n", names[number], calls[number]);
    fprintf(file, "blocks %ld\nminor %ld\nmajor %ld\nwaited %ld\noutside %ld\nsworn %ld\n", blocks, minor, major, waited,
            outside, sworn);
    fclose(file);
}

/* Everset's processes end by this, without destructors. */
void _exit(int code) {
    tell();
    syscall(SYS_exit_group, code);
    __builtin_unreachable();
}
