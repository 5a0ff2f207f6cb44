/** The mappings of a process, as its smaps tells them. */
import {opFlags} from '../../machine/op.ts';

/** A mapping; addresses in pages, figures in pages. */
export type Area = {
	readonly start: number;
	readonly end: number;
	/** opFlags: rights, shared, growsDown, device, noReserve. */
	readonly flags: number;
	/** What backs it: device, inode and where page 0 would lie; the same for two mappings that show the same pages. '' is anonymous memory. */
	readonly backing: string;
	/** `8:1:1234`. */
	readonly inode: string;
	/** Of the file that backs it, or of memory that has one. */
	readonly path: string;
	/** Of its first page in the file. */
	readonly offset: number;
	readonly resident: number;
	readonly anonymous: number;
	readonly dirty: number;
	readonly lazyFree: number;
	readonly swapped: number;
	readonly huge: number;
	readonly hugetlb: number;
	readonly isLocked: boolean;
	/** Advice of madvise that it carries. */
	readonly advice: readonly AreaAdvice[];
	readonly pageKb: number;
};

export type AreaAdvice = 'dontfork' | 'wipeonfork' | 'hugepage' | 'nohugepage';

const advices: Readonly<Record<string, AreaAdvice>> = {
	dc: 'dontfork',
	wf: 'wipeonfork',
	hg: 'hugepage',
	nh: 'nohugepage',
};

const heading =
	/^([\da-f]+)-([\da-f]+) ([r-])([w-])([x-])([sp]) ([\da-f]+) ([\da-f]+:[\da-f]+) (\d+) *(.*)$/s;
const kilobytesOfPage = 4;
const bytesOfPage = 4096;

/** In address order; what lies above the pages that a process may have is left out. */
export function readAreas(smaps: string, endPage: number): Area[] {
	const areas: Area[] = [];
	let fields: Record<string, string> = {};
	let match: RegExpExecArray | null = null;
	const close = () => {
		const area = match === null ? undefined : areaOf(match, fields);
		areas.push(...(area === undefined || area.end > endPage ? [] : [area]));
	};
	for (const line of smaps.split('\n')) {
		const next = heading.exec(line);
		if (next === null) {
			const colon = line.indexOf(':');
			fields[line.slice(0, colon)] = line.slice(colon + 1).trim();
			continue;
		}

		close();
		match = next;
		fields = {};
	}

	close();
	return areas;
}

function areaOf(match: RegExpExecArray, fields: Readonly<Record<string, string>>): Area {
	const [, from, to, read, write, exec, share, offsetText, device, inodeNumber, path] = match;
	const start = Number.parseInt(from, 16) / bytesOfPage;
	const offset = Number.parseInt(offsetText, 16) / bytesOfPage;
	const words = (fields.VmFlags ?? '').split(' ');
	const isDevice = words.includes('pf') || words.includes('io');
	const inode = inodeNumber === '0' ? (path === '[vdso]' ? path : '') : `${device}:${inodeNumber}`;
	const pages = (name: string) => Number.parseInt(fields[name] ?? '0', 10) / kilobytesOfPage;
	return {
		start,
		end: Number.parseInt(to, 16) / bytesOfPage,
		flags:
			(read === 'r' ? opFlags.read : 0) |
			(write === 'w' ? opFlags.write : 0) |
			(exec === 'x' ? opFlags.exec : 0) |
			(share === 's' ? opFlags.shared : 0) |
			(words.includes('gd') ? opFlags.growsDown : 0) |
			(words.includes('nr') ? opFlags.noReserve : 0) |
			(isDevice ? opFlags.device : 0),
		backing: inode === '' ? (isDevice ? path : '') : `${inode} ${offset - start} ${share}`,
		inode,
		path,
		offset: inode === '' ? 0 : offset,
		resident: pages('Rss'),
		anonymous: pages('Anonymous'),
		dirty: pages('Shared_Dirty') + pages('Private_Dirty'),
		lazyFree: pages('LazyFree'),
		swapped: pages('Swap'),
		huge: pages('AnonHugePages'),
		hugetlb: pages('Shared_Hugetlb') + pages('Private_Hugetlb'),
		isLocked: words.includes('lo'),
		advice: Object.keys(advices).flatMap((word) => (words.includes(word) ? [advices[word]] : [])),
		pageKb: Number.parseInt(fields.KernelPageSize ?? '4', 10),
	};
}
