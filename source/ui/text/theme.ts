/**
 * Themes: what each meaning looks like, as data. A meaning is never told by colour alone: a glyph, a letter or a word
 * says it too, so that the theme without colours loses nothing.
 */

/** What a piece of text is; the panes name these and never a colour. */
export const meanings = [
	'plain',
	'dim',
	'strong',
	'border',
	'borderFocused',
	'title',
	'titleFocused',
	'header',
	'selected',
	'selectedElsewhere',
	'linked',
	'match',
	'private',
	'shared',
	'sharedByFew',
	'sharedByMany',
	'copied',
	'zero',
	'file',
	'born',
	'dead',
	'changed',
	'warning',
	'error',
	'playing',
	'paused',
	'mark',
	'key',
	'barDone',
	'barLeft',
	'explanation',
] as const;
export type Meaning = (typeof meanings)[number];

/** SGR parameters by meaning: what stands between `ESC [` and `m`; empty is the terminal's own look. */
export type Theme = {
	readonly id: string;
	readonly title: string;
	readonly isColoured: boolean;
	readonly styles: Readonly<Record<Meaning, string>>;
};

/** Bold, dim, underlined and inverse only: for NO_COLOR and for terminals without colours. */
const monochrome: Theme['styles'] = {
	plain: '',
	dim: '2',
	strong: '1',
	border: '2',
	borderFocused: '1',
	title: '',
	titleFocused: '1',
	header: '4',
	selected: '7',
	selectedElsewhere: '1;4',
	linked: '1',
	match: '4;1',
	private: '',
	shared: '1',
	sharedByFew: '',
	sharedByMany: '',
	copied: '1',
	zero: '2',
	file: '',
	born: '1',
	dead: '2',
	changed: '1',
	warning: '1',
	error: '1;7',
	playing: '1',
	paused: '7;1',
	mark: '1',
	key: '1',
	barDone: '1',
	barLeft: '2',
	explanation: '',
};

function colours(id: string, title: string, styles: Partial<Theme['styles']>): Theme {
	return {id, title, isColoured: Object.keys(styles).length > 0, styles: {...monochrome, ...styles}};
}

/** The first is the default: the terminal's own sixteen colours, so that it fits a light and a dark background alike. */
export const themes: readonly Theme[] = [
	colours('terminal', "the terminal's own sixteen colours", {
		borderFocused: '1;36',
		titleFocused: '1;36',
		header: '2;4',
		selectedElsewhere: '1;4',
		linked: '1;35',
		match: '4;1;33',
		private: '32',
		shared: '36',
		sharedByFew: '34',
		sharedByMany: '34',
		copied: '33',
		file: '34',
		born: '1;32',
		dead: '2;31',
		changed: '1;33',
		warning: '33',
		error: '1;31',
		playing: '1;32',
		paused: '7;1;33',
		mark: '35',
		key: '1;36',
		barDone: '36',
	}),
	colours('dark', '256 colours on black', {
		dim: '38;5;245',
		border: '38;5;240',
		borderFocused: '38;5;81',
		title: '38;5;250',
		titleFocused: '1;38;5;81',
		header: '4;38;5;245',
		selected: '48;5;24;38;5;231',
		selectedElsewhere: '48;5;237',
		linked: '48;5;53',
		match: '4;1;38;5;227',
		private: '38;5;114',
		shared: '38;5;80',
		sharedByFew: '38;5;68',
		sharedByMany: '38;5;104',
		copied: '38;5;215',
		zero: '38;5;242',
		file: '38;5;147',
		born: '1;38;5;120',
		dead: '38;5;131',
		changed: '1;38;5;227',
		warning: '38;5;215',
		error: '1;38;5;203',
		playing: '1;38;5;120',
		paused: '7;1;38;5;227',
		mark: '38;5;177',
		key: '1;38;5;81',
		barDone: '38;5;81',
		barLeft: '38;5;238',
	}),
	colours('light', '256 colours on white', {
		dim: '38;5;243',
		border: '38;5;250',
		borderFocused: '38;5;25',
		titleFocused: '1;38;5;25',
		header: '4;38;5;240',
		selected: '48;5;25;38;5;231',
		selectedElsewhere: '48;5;253',
		linked: '48;5;225',
		match: '4;1;38;5;130',
		private: '38;5;28',
		shared: '38;5;30',
		sharedByFew: '38;5;25',
		sharedByMany: '38;5;61',
		copied: '38;5;130',
		zero: '38;5;246',
		file: '38;5;97',
		born: '1;38;5;28',
		dead: '38;5;124',
		changed: '1;38;5;94',
		warning: '38;5;130',
		error: '1;38;5;160',
		playing: '1;38;5;28',
		paused: '7;1;38;5;130',
		mark: '38;5;91',
		key: '1;38;5;25',
		barDone: '38;5;25',
		barLeft: '38;5;250',
	}),
	// Blue against orange, told apart by every kind of colour vision; no meaning rests on red against green.
	colours('colour-blind', 'blue and orange, safe for all colour vision', {
		borderFocused: '1;38;5;32',
		titleFocused: '1;38;5;32',
		selected: '48;5;25;38;5;231',
		selectedElsewhere: '1;4',
		linked: '1;38;5;175',
		match: '4;1;38;5;214',
		private: '38;5;179',
		shared: '38;5;32',
		sharedByFew: '38;5;25',
		sharedByMany: '38;5;67',
		copied: '38;5;208',
		file: '38;5;74',
		born: '1;38;5;32',
		dead: '2;38;5;208',
		changed: '1;38;5;214',
		warning: '38;5;208',
		error: '1;4;38;5;208',
		playing: '1;38;5;32',
		paused: '7;1;38;5;214',
		mark: '38;5;175',
		key: '1;38;5;32',
		barDone: '38;5;32',
	}),
	colours('monochrome', 'no colours: bold, dim, underlined, inverse', {}),
];

/** For terminals that cannot even do bold or inverse: the marks in the text have to do. */
export const unstyled: Theme = {
	id: 'none',
	title: 'plain text',
	isColoured: false,
	styles: Object.fromEntries(meanings.map((meaning) => [meaning, ''])) as Theme['styles'],
};

export function findTheme(id: string): Theme | undefined {
	return themes.find((theme) => theme.id === id);
}
