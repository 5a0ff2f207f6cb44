/** The program in C that `calibrate` compiles and runs: it times what the kernel does for a process. */

/**
 * Each line that it prints is what was timed, a size, and the least of the microseconds that several tries took: what the kernel
 * takes where nothing else disturbs it. What one thread does is timed by the time that it had a CPU, so that others do not count.
 * Between the forks of large memory something else fills the caches of the processor, as in a server between two saves: a fork
 * touches the descriptor of every page, and what they cost in the cache says nothing of a process of a gigabyte.
 */
export const stopwatchProgram = String.raw`
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TRIES 9
#define PAGE 4096L
extern char **environ;
static double tries[TRIES], exits[TRIES];
/* In memory that children share: what the last one had spent when it began to leave. */
static volatile double *leaving;

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

/* Time that this thread had a CPU. */
static double spent(void)
{
	struct timespec time;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static int order(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return left < right ? -1 : left > right;
}

static void tell(const char *what, long size, double *times)
{
	qsort(times, TRIES, sizeof *times, order);
	printf("%s %ld %.3f\n", what, size, times[0]);
	fflush(stdout);
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static char *map(long pages)
{
	char *memory = mmap(0, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		fail("mmap");
	madvise(memory, pages * PAGE, MADV_NOHUGEPAGE);
	return memory;
}

static void touch(volatile char *memory, long pages)
{
	for (long i = 0; i < pages; i++)
		memory[i * PAGE] = 1;
}

static char *other;
static long other_size;

/* Nothing of what was there before is left in a cache of the processor, as far as it tells how large they are. */
static void fill_caches(void)
{
	long third = sysconf(_SC_LEVEL3_CACHE_SIZE);
	if (!other) {
		other_size = 2 * third < 64L << 20 ? 64L << 20 : 2 * third > 256L << 20 ? 256L << 20 : 2 * third;
		other = mmap(0, other_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (other == MAP_FAILED)
			fail("mmap");
	}
	for (long i = 0; i < other_size; i += 64)
		other[i]++;
}

static pid_t start(void)
{
	pid_t child = fork();
	if (child < 0)
		fail("fork");
	if (child == 0) {
		*leaving = spent();
		_exit(0);
	}
	return child;
}

/* Of all children that were waited for. */
static double spent_by_children(void)
{
	struct rusage usage;
	getrusage(RUSAGE_CHILDREN, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

/* What it takes a child to end, and this process to wait for it. */
static double reap(pid_t child)
{
	double begin = spent(), before = spent_by_children();
	waitpid(child, 0, 0);
	return spent() - begin + spent_by_children() - before - *leaving;
}

static void forks(long pages)
{
	char *memory = pages ? map(pages) : 0;
	touch(memory, pages);
	for (int i = 0; i < TRIES; i++) {
		if (pages)
			fill_caches();
		double begin = spent();
		pid_t child = start();
		tries[i] = spent() - begin;
		exits[i] = reap(child);
	}
	tell("fork", pages, tries);
	tell("exit", pages, exits);
	if (pages)
		munmap(memory, pages * PAGE);
}

static void mappings(long count)
{
	char *memory = map(count);
	for (long i = 1; i < count; i += 2)
		mprotect(memory + i * PAGE, PAGE, PROT_READ);
	for (int i = 0; i < TRIES; i++) {
		double begin = spent();
		pid_t child = start();
		tries[i] = spent() - begin;
		waitpid(child, 0, 0);
	}
	tell("maps", count, tries);
	munmap(memory, count * PAGE);
}

static void vforks(void)
{
	for (int i = 0; i < TRIES; i++) {
		double begin = now();
		pid_t child = vfork();
		if (child == 0)
			_exit(0);
		waitpid(child, 0, 0);
		tries[i] = now() - begin;
	}
	tell("vfork", 1, tries);
}

static void spawns(void)
{
	char *words[] = {"calibrate", "leave", 0};
	for (int i = 0; i < TRIES; i++) {
		pid_t child;
		double begin = now();
		if (posix_spawn(&child, "/proc/self/exe", 0, 0, words, environ))
			fail("posix_spawn");
		waitpid(child, 0, 0);
		tries[i] = now() - begin;
	}
	tell("spawn", 1, tries);
}

static void touches(long pages)
{
	for (int i = 0; i < TRIES; i++) {
		char *memory = map(pages);
		double begin = spent();
		touch(memory, pages);
		tries[i] = spent() - begin;
		begin = spent();
		munmap(memory, pages * PAGE);
		exits[i] = spent() - begin;
	}
	tell("touch", pages, tries);
	tell("unmap", pages, exits);
}

static void copies(long pages)
{
	for (int i = 0; i < TRIES; i++) {
		char *memory = map(pages), byte;
		int ends[2];
		touch(memory, pages);
		if (pipe(ends))
			fail("pipe");
		pid_t child = fork();
		if (child < 0)
			fail("fork");
		if (child == 0) {
			close(ends[1]);
			_exit(read(ends[0], &byte, 1) != 0);
		}
		double begin = spent();
		touch(memory, pages);
		tries[i] = spent() - begin;
		close(ends[0]);
		close(ends[1]);
		waitpid(child, 0, 0);
		munmap(memory, pages * PAGE);
	}
	tell("copy", pages, tries);
}

static void reads(long pages)
{
	char name[] = "calibration-XXXXXX", block[PAGE] = {1};
	int file = mkstemp(name);
	if (file < 0)
		fail("mkstemp");
	unlink(name);
	for (long i = 0; i < pages; i++)
		if (write(file, block, PAGE) != PAGE)
			fail("write");
	for (int i = 0; i < TRIES; i++) {
		volatile char *memory = mmap(0, pages * PAGE, PROT_READ, MAP_SHARED, file, 0);
		if (memory == MAP_FAILED)
			fail("mmap");
		double begin = spent();
		for (long page = 0; page < pages; page++)
			(void)memory[page * PAGE];
		tries[i] = spent() - begin;
		munmap((void *)memory, pages * PAGE);
	}
	tell("file", pages, tries);
	close(file);
}

static void calls(long times)
{
	for (int i = 0; i < TRIES; i++) {
		double begin = spent();
		for (long n = 0; n < times; n++) {
			char *memory = mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
			munmap(memory, PAGE);
		}
		tries[i] = spent() - begin;
	}
	tell("calls", times, tries);
}

int main(int count, char **words)
{
	if (count > 1)
		return words[1][0] != 'l';
	if (sysconf(_SC_PAGESIZE) != PAGE)
		return fprintf(stderr, "pages are not of 4096 bytes\n"), 1;
	leaving = mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	long sizes[] = {0, 16384, 32768, 65536};
	for (int i = 0; i < 4; i++)
		forks(sizes[i]);
	mappings(1000);
	vforks();
	spawns();
	touches(1024);
	touches(8192);
	copies(1024);
	copies(4096);
	reads(1024);
	reads(4096);
	calls(1000);
	return 0;
}
`;
