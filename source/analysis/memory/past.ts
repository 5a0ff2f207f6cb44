/** What came before a moment, where a question to that moment needs it: `inquiry/`, which knows the whole run, answers. */
import type {Task} from '../../kernel/state/ids.ts';
import type {Machine} from '../../machine/state.ts';

/** Pages that a process was born with, which its parent had too: all, those that both still share, those that it has copied. */
export type Inherited = {readonly born: number; readonly still: number; readonly copied: number};

/** Undefined for what was not forked, and for what has run another program since or has no memory any more. */
export type Past = (machine: Machine, task: Task) => Inherited | undefined;
