/** OpenMetrics 1.0 text, as Prometheus scrapes it. */
import {printable} from '../machine/printable.ts';
import type {Content, Form} from './form.ts';

export const openmetrics: Form<'openmetrics'> = {
	id: 'openmetrics',
	title: 'metrics (OpenMetrics)',
	takes: 'metrics',
	*write({metrics}: Content) {
		if (metrics === undefined) {
			return;
		}

		for (const {name, help, unit, samples} of metrics()) {
			yield `# TYPE ${name} gauge\n`;
			yield unit === undefined ? '' : `# UNIT ${name} ${unit}\n`;
			yield `# HELP ${name} ${escaped(help)}\n`;
			for (const {labels, value} of samples) {
				const words = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
				yield `${name}{${words.join(',')}} ${value}\n`;
			}
		}

		yield '# EOF\n';
	},
};

function escaped(text: string): string {
	return printable(text).replaceAll(/["\\]/g, '\\$&');
}
