/**
 * What routines are made of. A routine is a list of lines, which are data: steps, each one load, store, atomic operation,
 * lock, unlock, flush or call of the allocator; and between them branches and marks, which look at registers and cost nothing.
 */
/** A page's kind: private memory without a file, a private page of a file, or memory that all share and write. */
export type PageKind = 'anonymous' | 'file' | 'shared';

export type LockName = 'big' | 'mm' | 'share' | 'table' | 'frame' | 'semaphore';

/** Which register holds the table that a step is about: the one found, one just allocated, or another one found later. */
export type TableRegister = 'table' | 'fresh' | 'other';

/** How an entry is made from registers before it is stored. */
export type EntryValue =
	| 'none'
	| 'same'
	| 'cleanOld'
	| 'closed'
	| 'closedOld'
	| 'opened'
	| 'page'
	| 'sharedPage'
	| 'own'
	| 'swap';

export type Step = {readonly mm?: number; readonly page?: number} & (
	| {readonly op: 'lock' | 'unlock'; readonly lock: LockName; readonly on?: TableRegister}
	| {readonly op: 'tryLock'; readonly lock: 'frame'}
	| {readonly op: 'lockRead' | 'unlockRead'; readonly lock: 'semaphore'}
	| {readonly op: 'findTableLocked'}
	| {
			readonly op:
				| 'readDirectory'
				| 'readDirectoryAgain'
				| 'clearDirectory'
				| 'openDirectory'
				| 'closeDirectory';
	  }
	| {readonly op: 'setDirectory'; readonly on: TableRegister; readonly isOpen: boolean}
	| {readonly op: 'readCount' | 'freeTable'; readonly on: TableRegister; readonly isWaste?: boolean}
	| {readonly op: 'count'; readonly on: TableRegister; readonly by: number}
	| {readonly op: 'allocateTable' | 'allocateFrame' | 'allocateSlot'}
	| {readonly op: 'readEntry' | 'readSame' | 'takeEntry' | 'clearWrite'; readonly on: TableRegister}
	| {readonly op: 'testYoung'; readonly on: TableRegister}
	| {readonly op: 'storeEntry'; readonly on: TableRegister; readonly value: EntryValue}
	| {
			readonly op: 'countFrame';
			readonly which: 'frame' | 'newFrame';
			readonly by: number;
			readonly isWaste?: boolean;
	  }
	| {readonly op: 'countSlot'; readonly by: number}
	| {readonly op: 'copyFrame' | 'findCached' | 'mayReuse' | 'readCache' | 'addToSwapCache' | 'setDirty'}
	| {readonly op: 'findSwapCached' | 'readSwap' | 'findUnused' | 'writeOut' | 'dropFromCache'}
	| {readonly op: 'countRss'; readonly by: number; readonly ofAll: boolean}
	| {readonly op: 'addTableRss' | 'takeTableRss'}
	| {readonly op: 'flush'; readonly scope: 'own' | 'all'}
	| {readonly op: 'access' | 'walk'; readonly word?: number}
);

export type StepOp = Step['op'];

/** What a branch asks of the registers of its CPU. */
export type Condition =
	| 'noTable'
	| 'isOpen'
	| 'zero'
	| 'one'
	| 'two'
	| 'notTwo'
	| 'many'
	| 'yes'
	| 'no'
	| 'gone'
	| 'none'
	| 'swapped'
	| 'present'
	| 'absent'
	| 'writable'
	| 'notYoung'
	| 'notDirty'
	| 'cleanFrame'
	| 'inSwapCache'
	| 'inPageCache'
	| 'shareLockNotMine'
	| 'tableLockNotMine';

/** A jump to a mark: always, or if the condition holds. */
export type Branch = {readonly to: string; readonly when?: Condition};
export type Mark = {readonly mark: string};
/** Makes the other table found the one that the routine goes on with. */
export type Follow = {readonly follow: 'other' | 'fresh'};

export type Line = Step | Branch | Mark | Follow;

/** A routine that a CPU is to carry out, with what it is about. */
export type Call = {
	/** As the user wrote it: `read 0`. */
	readonly text: string;
	readonly routine: string;
	/** The address space that the routine works on; for what the kernel does by itself too. */
	readonly mm: number;
	readonly page: number;
	readonly kinds: readonly PageKind[];
	/** The word that a write writes. */
	readonly word: number;
	/** The address space that a fork makes. */
	readonly child: number;
};

export function jump(to: string): Branch {
	return {to};
}

export function when(condition: Condition, to: string): Branch {
	return {when: condition, to};
}

export function mark(name: string): Mark {
	return {mark: name};
}
