/** Building a workload op by op, in the words of the workload file; an op is held to the same rules as a line of a file. */
import {FieldMistake} from '../machine/ops/field.ts';
import type {OpName} from '../machine/ops/index.ts';
import type {Program} from '../machine/program.ts';
import {createProgramBuilder} from '../machine/program-builder.ts';
import {UserError} from '../machine/user-error.ts';
import {readHeader, readOp} from '../readers/forkscope/forkscope.ts';
import {workloadLines} from '../readers/forkscope/write.ts';
import {holdProgram} from './programs.ts';
import type {Workload} from './workload.ts';

/** Bytes: a number, or text such as `"0x100000000000"`, `"64K"`, `"4M"`. */
export type Size = number | string;

/** What the header says; docs/workload-format.md has each field. */
export type WorkloadHeader = {
	readonly description?: string;
	readonly cpus?: number;
	readonly memory?: Size;
	readonly swap?: Size;
	readonly geometry?: 'x86-64' | 'arm64' | 'i386';
	readonly thp?: 'always' | 'madvise' | 'never';
	/** Huge pages that are set aside (vm.nr_hugepages). */
	readonly hugetlb?: number;
	/** As vm.overcommit_memory and vm.overcommit_ratio. */
	readonly overcommit?: 0 | 1 | 2;
	readonly overcommitRatio?: number;
};

export type Mapping = {
	readonly addr: Size;
	readonly len: Size;
	/** `rw-`, `r-x`, … */
	readonly prot: string;
	readonly share?: 'private' | 'shared';
	readonly file?: string;
	readonly offset?: Size;
	readonly name?: string;
	readonly growsDown?: boolean;
	readonly device?: boolean;
	readonly stack?: boolean;
	readonly noReserve?: boolean;
	/** Of mmap only: huge pages of the pool in the header (MAP_HUGETLB). */
	readonly hugetlb?: boolean;
};

export type Image = {
	readonly argv?: readonly string[];
	readonly image?: readonly (Mapping & {readonly filled?: Size})[];
};

/** An op as a line of the workload file has it. */
export type OpObject = {readonly op: string} & Readonly<Record<string, unknown>>;

/** Each method adds an op and returns the workload itself. Throws a UserError for an op that no file could hold. */
export type WorkloadBuilder = Workload & {
	/** An op with all its fields, `t` among them. */
	op(op: OpObject): WorkloadBuilder;
	start(
		pid: number,
		comm: string,
		more?: {
			readonly argv?: readonly string[];
			readonly uid?: number;
			readonly user?: string;
			readonly pgid?: number;
			readonly ppid?: number;
		},
	): WorkloadBuilder;
	fork(pid: number, child: number): WorkloadBuilder;
	vfork(pid: number, child: number): WorkloadBuilder;
	clone(
		pid: number,
		child: number,
		flags: readonly ('vm' | 'vfork' | 'thread' | 'parent')[],
	): WorkloadBuilder;
	spawn(pid: number, child: number, comm: string, image?: Image): WorkloadBuilder;
	exec(pid: number, comm: string, image?: Image): WorkloadBuilder;
	exit(
		pid: number,
		more?: {readonly code?: number; readonly signal?: number; readonly how?: '_exit' | 'exit'},
	): WorkloadBuilder;
	return(pid: number): WorkloadBuilder;
	wait(pid: number, child?: number): WorkloadBuilder;
	mmap(pid: number, mapping: Mapping): WorkloadBuilder;
	munmap(pid: number, addr: Size, len: Size): WorkloadBuilder;
	mprotect(pid: number, addr: Size, len: Size, prot: string): WorkloadBuilder;
	madvise(pid: number, addr: Size, len: Size, advice: string): WorkloadBuilder;
	mremap(
		pid: number,
		addr: Size,
		len: Size,
		newLen: Size,
		more?: {readonly to?: Size; readonly dontunmap?: boolean},
	): WorkloadBuilder;
	brk(pid: number, addr: Size): WorkloadBuilder;
	read(pid: number, addr: Size, len: Size): WorkloadBuilder;
	write(pid: number, addr: Size, len: Size): WorkloadBuilder;
	/** User CPU time, and time off the CPU, in microseconds. */
	run(pid: number, us: number): WorkloadBuilder;
	sleep(pid: number, us: number): WorkloadBuilder;
	comm(pid: number, comm: string): WorkloadBuilder;
	setuid(pid: number, uid: number, user?: string): WorkloadBuilder;
	setpgid(pid: number, pgid: number): WorkloadBuilder;
	mlock(pid: number, addr: Size, len: Size): WorkloadBuilder;
	munlock(pid: number, addr: Size, len: Size): WorkloadBuilder;
	mlockall(pid: number, flags: readonly ('current' | 'future' | 'onfault')[]): WorkloadBuilder;
	userfault(pid: number, addr: Size, len: Size, flags: readonly ('missing' | 'wp')[]): WorkloadBuilder;
	limit(pid: number, processes: number): WorkloadBuilder;
	cgroup(pid: number, name: string, limits?: {readonly memory?: Size; readonly swap?: Size}): WorkloadBuilder;
	evict(): WorkloadBuilder;
	/** Of all memory, or of the memory cgroup of that name. */
	reclaim(pages: number, name?: string): WorkloadBuilder;
	mark(label: string): WorkloadBuilder;
};

type Add = (fields: Readonly<Record<string, unknown>>) => WorkloadBuilder;

/** A method for every op: what its words mean. */
const methods = {
	start: (add) => (pid, comm, more) => add({pid, comm, ...more}),
	fork: (add) => (pid, child) => add({pid, child}),
	vfork: (add) => (pid, child) => add({pid, child}),
	clone: (add) => (pid, child, flags) => add({pid, child, flags}),
	spawn: (add) => (pid, child, comm, image) => add({pid, child, comm, ...image}),
	exec: (add) => (pid, comm, image) => add({pid, comm, ...image}),
	exit: (add) => (pid, more) => add({pid, ...more}),
	return: (add) => (pid) => add({pid}),
	wait: (add) => (pid, child) => add({pid, child}),
	mmap: (add) => (pid, mapping) => add({pid, share: 'private', ...mapping}),
	munmap: (add) => (pid, addr, len) => add({pid, addr, len}),
	mprotect: (add) => (pid, addr, len, prot) => add({pid, addr, len, prot}),
	madvise: (add) => (pid, addr, len, advice) => add({pid, addr, len, advice}),
	mremap: (add) => (pid, addr, len, newLen, more) => add({pid, addr, len, newLen, ...more}),
	brk: (add) => (pid, addr) => add({pid, addr}),
	read: (add) => (pid, addr, len) => add({pid, addr, len}),
	write: (add) => (pid, addr, len) => add({pid, addr, len}),
	run: (add) => (pid, us) => add({pid, us}),
	sleep: (add) => (pid, us) => add({pid, us}),
	comm: (add) => (pid, comm) => add({pid, comm}),
	setuid: (add) => (pid, uid, user) => add({pid, uid, user}),
	setpgid: (add) => (pid, pgid) => add({pid, pgid}),
	mlock: (add) => (pid, addr, len) => add({pid, addr, len}),
	munlock: (add) => (pid, addr, len) => add({pid, addr, len}),
	mlockall: (add) => (pid, flags) => add({pid, flags}),
	userfault: (add) => (pid, addr, len, flags) => add({pid, addr, len, flags}),
	limit: (add) => (pid, processes) => add({pid, processes}),
	cgroup: (add) => (pid, name, limits) => add({pid, name, ...limits}),
	evict: (add) => () => add({}),
	reclaim: (add) => (pages, name) => add({pages, ...(name === undefined ? {} : {name})}),
	mark: (add) => (label) => add({label}),
} as const satisfies {readonly [Name in OpName]: (add: Add) => WorkloadBuilder[Name]};

/** An empty workload. Throws a UserError for a header that no file could have. */
export function workload(name: string, header: WorkloadHeader = {}): WorkloadBuilder {
	const read = understood('The header', {...header, name}, () =>
		readHeader(withoutGaps({forkscope: 1, name, ...header})),
	);
	const builder = createProgramBuilder();
	let program: Program | undefined;
	const finished = () => {
		program ??= builder.finish(read);
		return program;
	};
	const op = (object: OpObject): WorkloadBuilder => {
		builder.add(understood(`Op ${builder.count + 1}`, object, () => readOp(withoutGaps(object))));
		program = undefined;
		return built;
	};
	const words = Object.entries(methods).map(([kind, method]) => [
		kind,
		method((fields) => op({op: kind, ...fields})),
	]);
	const built: WorkloadBuilder = {
		name,
		get count() {
			return builder.count;
		},
		limits: [],
		lines: () => workloadLines(finished()),
		op,
		...(Object.fromEntries(words) as Omit<WorkloadBuilder, keyof Workload | 'op'>),
	};
	return holdProgram(built, finished);
}

/** An argument that was left out is a field that is not there. */
function withoutGaps(object: object): Record<string, unknown> {
	return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

function understood<Read>(what: string, object: object, read: () => Read): Read {
	try {
		return read();
	} catch (error) {
		if (error instanceof FieldMistake) {
			throw new UserError(`${what} cannot be read`, {
				expected: error.expected,
				source: JSON.stringify(object),
			});
		}

		throw error;
	}
}
