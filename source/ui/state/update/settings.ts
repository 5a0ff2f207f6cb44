/** Reducers of how the screen looks: which columns there are, how addresses are written, what is kept for next time. */
import {arrangementNames, arrangements, firstSeen} from '../arrangements.ts';
import {paneOf} from '../facts.ts';
import {focused} from '../model.ts';
import {only, type Reducers, withNotice} from './reducer.ts';

export const settingReducers: Reducers<
	'column' | 'setting' | 'arrange' | 'ascii' | 'saveSettings' | 'reload'
> = {
	/** The first column says what a row is, and stays. */
	column(model, {pane, title}, {panes}) {
		const columns = paneOf(panes, pane)?.columns ?? [];
		if (!columns.slice(1).some((column) => column.title === title)) {
			return only(model);
		}

		const before = model.hidden[pane] ?? [];
		const hidden = before.includes(title) ? before.filter((each) => each !== title) : [...before, title];
		return only({...model, hidden: {...model.hidden, [pane]: hidden}});
	},

	setting(model, {name}) {
		const isOn = !model[name];
		return withNotice({...model, [name]: isOn}, settingNotices[name][isOn ? 0 : 1]);
	},

	/** The pane that has the keys keeps them. */
	arrange(model, {name}, {panes}) {
		const next = (arrangementNames.indexOf(model.arrangement) + 1) % arrangementNames.length;
		const arrangement = name ?? arrangementNames[next];
		const kept = focused(model);
		const recent = [kept, ...firstSeen(arrangement, panes).filter((pane) => pane !== kept)];
		return withNotice(
			{...model, arrangement, recent, isZoomed: false},
			`Layout ${arrangement}: ${arrangements[arrangement].title}.`,
		);
	},

	ascii: (model) => only({...model, glyphs: model.glyphs === 'ascii' ? 'unicode' : 'ascii'}),
	saveSettings: (model) => [model, [{type: 'saveSettings'}]],
	reload(model, _message, {title, isPartial}) {
		if (isPartial === true) {
			return withNotice(model, 'The recording is still being read.');
		}

		return model.opened === title
			? withNotice(model, `The built-in ${model.opened} is the same every time.`)
			: [{...model, isPlaying: false, notice: 'Reading the workload again …'}, [{type: 'reload'}]];
	},
};

const settingNotices = {
	isDecimal: ['Addresses are written in decimal.', 'Addresses are written in hexadecimal.'],
	isHeaderHidden: ['The panes have the lines of time; # gives them back.', 'The lines of time are back.'],
	hasMouse: ['The mouse works here.', 'The mouse is left to the terminal.'],
} as const;
