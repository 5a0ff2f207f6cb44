/** The Chrome trace event format (JSON), which chrome://tracing, Perfetto and speedscope open: a track a process. */
import {jsonText} from '../machine/printable.ts';
import type {Content, Form, Trace} from './form.ts';

export const chrome: Form<'chrome'> = {
	id: 'chrome',
	title: 'a trace (Chrome, Perfetto)',
	takes: 'trace',
	*write({trace}: Content) {
		if (trace === undefined) {
			return;
		}

		const found = trace();
		yield `{"displayTimeUnit":"ms","otherData":${jsonText({title: found.title})},"traceEvents":[`;
		let before = '\n';
		for (const event of eventsOf(found)) {
			yield `${before}${jsonText(event)}`;
			before = ',\n';
		}

		yield '\n]}\n';
	},
};

/** Names first; `tid` is the only thread of each process. */
function* eventsOf({processes, slices, counters}: Trace): Generator<object> {
	for (const {pid, name} of processes) {
		yield {ph: 'M', name: 'process_name', pid, tid: pid, args: {name}};
	}

	for (const {pid, name, startUs, us, about} of slices) {
		yield {ph: 'X', name, cat: 'forkscope', pid, tid: pid, ts: round(startUs), dur: round(us), args: {about}};
	}

	for (const {pid, atUs, values} of counters) {
		yield {ph: 'C', name: 'memory', pid, tid: pid, ts: round(atUs), args: values};
	}
}

/** Nanoseconds are as fine as the format goes. */
function round(us: number): number {
	return Math.round(us * 1000) / 1000;
}
