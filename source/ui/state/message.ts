/** Messages: everything that can happen to the model. Effects: everything that the model can ask of the world. */
import type {Subject} from '../../analysis/words/subject.ts';
import type {EventKind} from '../../inquiry/history/kinds.ts';
import type {ArrangementName} from './arrangements.ts';
import type {Feed} from './feed.ts';
import type {Format, Part} from './format.ts';
import type {KeyInput} from './input.ts';
import type {Model, Overlay, PromptKind} from './model.ts';

/** A message that only one pane understands. */
export type PaneMessage = {readonly type: string};

export type Message =
	// Time.
	| {readonly type: 'tick'; readonly elapsedMs: number}
	| {readonly type: 'play'; readonly on?: boolean}
	| {readonly type: 'step'; readonly by: number}
	/** So many stages on in the event that comes next, or back if negative; back beyond the first leaves them. */
	| {readonly type: 'stage'; readonly by: number}
	| {readonly type: 'speed'; readonly by: number}
	| {readonly type: 'normalSpeed'}
	| {readonly type: 'goto'; readonly target: string}
	/** A jump has led here from that position. */
	| {readonly type: 'arrived'; readonly from: number}
	/** What `goto` asks for has not been found yet: this share of the run is known, or of the way looked at. */
	| {readonly type: 'looking'; readonly target: string; readonly share: number; readonly of: 'run' | 'way'}
	/** Time to see whether it has been reached now. */
	| {readonly type: 'look'}
	| {readonly type: 'jumpBack'}
	/** News of what feeds a program that grows. */
	| {readonly type: 'feed'; readonly feed: Feed}
	/** To the end of such a program, and along with it from there. */
	| {readonly type: 'toLiveEnd'}
	| {readonly type: 'bookmark'; readonly at?: number}
	| {readonly type: 'toMark'; readonly direction: 1 | -1}
	/** The nearest event that did something to what is selected. */
	| {readonly type: 'toSubjectEvent'; readonly direction: 1 | -1}
	/** The nearest event of a kind (eventKinds). */
	| {readonly type: 'toEventOf'; readonly kind: EventKind; readonly direction: 1 | -1}
	/** The history of what is selected. */
	| {readonly type: 'why'}
	// Where one looks.
	| {readonly type: 'focus'; readonly pane: string}
	| {readonly type: 'focusNumber'; readonly number: number}
	| {readonly type: 'focusNext'; readonly by: number}
	| {readonly type: 'zoom'}
	/** All kernels over the whole screen, and back to where one was. */
	| {readonly type: 'allKernels'}
	| {readonly type: 'move'; readonly by: number}
	| {readonly type: 'movePages'; readonly by: number}
	/** The rows go by and the selection stays, as long as it is seen. */
	| {readonly type: 'pan'; readonly by: number}
	/** The text of the pane moves sideways. */
	| {readonly type: 'shift'; readonly by: number}
	| {readonly type: 'moveTo'; readonly end: 'first' | 'last'}
	/** `half` is the first key of `5gg`: less goes there with `5g`, vim only when `g` follows, which then goes nowhere else. */
	| {readonly type: 'moveToRow'; readonly row: number; readonly half: string}
	| {readonly type: 'select'; readonly pane: string; readonly row: number}
	| {readonly type: 'enter'}
	| {readonly type: 'follow'}
	/** To the next process that holds what is selected. */
	| {readonly type: 'nextHolder'}
	/** Selects a process, and an address of it where panes show such, without giving them the keys. */
	| {readonly type: 'showWhere'; readonly process: string; readonly address?: number}
	/** What only that pane understands. */
	| {readonly type: 'pane'; readonly pane: string; readonly message: PaneMessage}
	// Which kernel runs the workload, which one beside it (undefined: none), and where the two first differ.
	| {readonly type: 'design'; readonly kernel: string}
	| {readonly type: 'beside'; readonly kernel?: string}
	/** A built-in workload in place of this one. */
	| {readonly type: 'workload'; readonly name: string}
	| {readonly type: 'toDifference'}
	/** What was recorded, or the what-if that was asked for instead: the one that is not on the screen. */
	| {readonly type: 'otherFuture'}
	// Searching, and lines of text.
	| {readonly type: 'prompt'; readonly kind: PromptKind}
	| {readonly type: 'promptKey'; readonly input: KeyInput}
	| {readonly type: 'paste'; readonly text: string}
	| {readonly type: 'findNext'; readonly direction: 1 | -1}
	// What one takes along.
	| {readonly type: 'copy'; readonly what: 'row' | 'pane'}
	/** Asks for the name of a file for that part. */
	| {readonly type: 'nameFile'; readonly part: Part; readonly format: Format}
	// What lies over the panes.
	| {readonly type: 'overlay'; readonly kind: Overlay['kind']}
	| {readonly type: 'overlayKey'; readonly input: KeyInput}
	| {readonly type: 'cancel'}
	/** To another stop of the tour, or with 0 to the present one. */
	| {readonly type: 'tour'; readonly by: number}
	// The screen.
	| {readonly type: 'prefix'; readonly key: string}
	| {readonly type: 'count'; readonly count: string}
	| {readonly type: 'theme'}
	| {readonly type: 'flash'}
	| {readonly type: 'column'; readonly pane: string; readonly title: string}
	| {readonly type: 'setting'; readonly name: 'isDecimal' | 'isHeaderHidden' | 'hasMouse'}
	/** Other panes together: the next arrangement unless told which. */
	| {readonly type: 'arrange'; readonly name?: ArrangementName}
	| {readonly type: 'ascii'}
	| {readonly type: 'saveSettings'}
	| {readonly type: 'reload'}
	| {readonly type: 'press'; readonly column: number; readonly row: number}
	| {readonly type: 'drag'; readonly column: number; readonly row: number}
	| {readonly type: 'wheel'; readonly column: number; readonly row: number; readonly by: number}
	| {readonly type: 'resize'; readonly columns: number; readonly rows: number}
	/** `isProblem` where what was asked for could not be done. */
	| {readonly type: 'notice'; readonly text: string; readonly isProblem?: true}
	| {readonly type: 'redraw'}
	| {readonly type: 'suspend'}
	| {readonly type: 'quit'};

export type Effect =
	/** That many ops forwards, or backwards if negative. */
	| {readonly type: 'advance'; readonly by: number}
	/** In the event that comes next. */
	| {readonly type: 'stage'; readonly by: number}
	/** On to the end of a program that grows, as far as that comes in a moment. */
	| {readonly type: 'catchUp'}
	/** To a position, in ops carried out. */
	| {readonly type: 'seek'; readonly position: number}
	/** To a place that only the session can find: `12.5s`, `mark:forked`, `pid 31`. */
	| {readonly type: 'goto'; readonly target: string}
	/** Tells the history of a subject as it is now, or was at an earlier position. */
	| {readonly type: 'why'; readonly subject: Subject; readonly asOf?: number}
	/** The same workload on another kernel, at the same moment: instead of this one, or beside it. */
	| {readonly type: 'design'; readonly kernel: string}
	| {readonly type: 'beside'; readonly kernel?: string}
	| {readonly type: 'workload'; readonly name: string}
	/** Other ops in place of what was recorded from here on; and to what was recorded and back. */
	| {readonly type: 'whatIf'; readonly words: string}
	| {readonly type: 'otherFuture'}
	/** What only the world outside of the screen can do: read the workload again, keep the settings. */
	| {readonly type: 'reload'}
	| {readonly type: 'saveSettings'}
	| {readonly type: 'copy'; readonly what: 'row' | 'pane'}
	| {readonly type: 'write'; readonly part: Part; readonly format: Format; readonly file: string}
	/** As if the keys of that message had been pressed. */
	| {readonly type: 'send'; readonly message: Message}
	| {readonly type: 'redraw'}
	| {readonly type: 'suspend'}
	| {readonly type: 'quit'};

/** What a message leads to: the next model, and the effects that it asks for. */
export type Result = readonly [model: Model, effects: readonly Effect[]];
