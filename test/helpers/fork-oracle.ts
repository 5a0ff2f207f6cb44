/**
 * The oracle of fork, which shares nothing with the kernel but its loads: whatever was done to mappings before, a child
 * reads what its parent reads, page by page. It asks a kernel that is put back as it was afterwards.
 */
import {readPages} from '../../source/kernel/processes/access.ts';
import {createAccess} from '../../source/kernel/processes/take-fault.ts';
import {findTask} from '../../source/kernel/processes/task.ts';
import type {Mm, Vpn} from '../../source/kernel/state/ids.ts';
import {accessFlags, vmaFlags} from '../../source/kernel/state/vmas.ts';
import type {Machine} from '../../source/machine/state.ts';
import {undone} from './undone.ts';

type Page = {readonly vpn: Vpn; readonly flags: number};

function pagesOf({kernel}: Machine, mm: Mm): Page[] {
	const pages: Page[] = [];
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		for (let vpn = kernel.vma.start[vma]; vpn < kernel.vma.end[vma]; vpn += 1) {
			pages.push({vpn, flags: kernel.vma.flags[vma]});
		}
	}

	return pages;
}

/** What a process reads at each of `pages`, as text; all of it is undone. */
function readAll(machine: Machine, pid: number, pages: readonly Page[]): string[] {
	const {kernel} = machine;
	const task = findTask(kernel, pid);
	const access = createAccess();
	return undone(machine, () => {
		// What fork left for the child itself to do comes before all that it reads.
		kernel.policies.resume?.(kernel, kernel.task.mm[task]);
		return pages.map(({vpn}) => {
			readPages(kernel, task, vpn, vpn + 1, access);
			return access.segv || access.killed ? 'dies' : String(access.digestLow);
		});
	});
}

/** The first page at which a child that was just forked reads something else than its parent, as a sentence. */
export function firstForkDifference(machine: Machine, parent: number, child: number): string | undefined {
	const {kernel} = machine;
	const all = pagesOf(machine, kernel.task.mm[findTask(kernel, parent)]);
	const pages = all.filter(({flags}) => (flags & vmaFlags.dontFork) === 0 && (flags & accessFlags) !== 0);
	const told = readAll(machine, parent, pages);
	const found = readAll(machine, child, pages);
	const at = pages.findIndex(
		({flags}, i) => found[i] !== ((flags & vmaFlags.wipeOnFork) === 0 ? told[i] : '0'),
	);
	return at === -1
		? undefined
		: `page ${pages[at].vpn}: the child ${child} reads ${found[at]}, its parent ${parent} ${told[at]}`;
}
