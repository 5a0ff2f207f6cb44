/** What the pane of processes keeps to itself: what is folded, drawn as one, sorted, and how the tree is drawn. */
import {createSlice, sendTo} from '../../state/slice.ts';

/** A row each with the tree, the text of pstree, or a row each without the tree. */
export const treeModes = ['table', 'pstree', 'flat'] as const;
export type TreeMode = (typeof treeModes)[number];

export const everyDepth = 1000;

export type TreeState = {
	/** Processes folded or unfolded by hand. */
	readonly folds: Readonly<Record<string, boolean>>;
	/** Processes deeper than this are folded unless `folds` says otherwise. */
	readonly foldDepth: number;
	/** Equal siblings are one row. */
	readonly isCompact: boolean;
	/** One of the process orders, and whether it is turned around. */
	readonly sort: string;
	readonly isInverted: boolean;
	readonly mode: TreeMode;
	/** Every bar is as long as the others, and shows parts of its own process. */
	readonly isRelative: boolean;
	/** Letters of the pstree switches that are on. */
	readonly pstreeSwitches: string;
	/** The process whose branch alone is shown. */
	readonly branch?: string;
};

export type TreeMessage =
	| {readonly type: 'fold'; readonly to: 'folded' | 'open' | 'other'}
	| {readonly type: 'foldAll'}
	| {readonly type: 'foldDepth'; readonly by: number}
	| {readonly type: 'compact'}
	| {readonly type: 'mode'}
	| {readonly type: 'relative'}
	| {readonly type: 'pstreeSwitch'; readonly letter: string}
	/** Only the branch of the selected process, and back. */
	| {readonly type: 'branch'}
	/** A column by which nothing is sorted. */
	| {readonly type: 'unsorted'; readonly title: string}
	/** Turned around or not as before, unless told. */
	| {readonly type: 'sort'; readonly by: string; readonly isInverted?: boolean}
	| {readonly type: 'invert'}
	| {readonly type: 'toParent'};

export const treeId = 'tree';

export const treeState = createSlice<TreeState>(treeId, {
	folds: {},
	foldDepth: everyDepth,
	isCompact: false,
	sort: '',
	isInverted: false,
	mode: 'table',
	isRelative: false,
	pstreeSwitches: '',
});

export const toTree = sendTo<TreeMessage>(treeId);
