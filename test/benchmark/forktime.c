/*
 * Times fork on the kernel it runs on: writes to every page of a private mapping, then forks children that exit at
 * once and stay zombies until the end. Prints microseconds a fork: until the last fork returned, and until the last
 * child was gone, which is all of the work that a simulation does.
 *
 *     forktime FORKS PAGES
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_us(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

int main(int count, char **words)
{
	int forks = count > 1 ? atoi(words[1]) : 100;
	size_t pages = count > 2 ? (size_t)atol(words[2]) : 10000;
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	char *memory = mmap(NULL, pages * page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return 1;

	/* The simulated machine has small pages only. */
	madvise(memory, pages * page_size, MADV_NOHUGEPAGE);
	for (size_t page = 0; page < pages; page++)
		memory[page * page_size] = 1;

	double start = now_us();

	for (int i = 0; i < forks; i++) {
		pid_t child = fork();

		if (child == 0)
			_exit(0);
		if (child < 0)
			return 1;
	}

	double forked = now_us();

	while (wait(NULL) > 0)
		;
	printf("%.1f %.1f\n", (forked - start) / forks, (now_us() - start) / forks);
	return 0;
}
