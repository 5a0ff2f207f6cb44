/**
 * The registry of forms: what commands print and the screen writes. A new form is one file in this folder and one line
 * here; it says which facet of an answer it is made from, and is offered wherever an answer has that facet.
 */
import {ansi} from './ansi.ts';
import {bars} from './bars.ts';
import {cast} from './cast.ts';
import {chart} from './chart.ts';
import {chrome} from './chrome.ts';
import {csv} from './csv.ts';
import {dot} from './dot.ts';
import {film} from './film.ts';
import type {Content, Facet, Form} from './form.ts';
import {html} from './html.ts';
import {json} from './json.ts';
import {markdown} from './markdown.ts';
import {mermaid} from './mermaid.ts';
import {openmetrics} from './openmetrics.ts';
import {plot} from './plot.ts';
import {svg} from './svg.ts';
import {text} from './text.ts';

/** In the order of menus. */
const registry = [
	text,
	ansi,
	svg,
	json,
	csv,
	markdown,
	chrome,
	dot,
	mermaid,
	openmetrics,
	plot,
	chart,
	bars,
	html,
	cast,
	film,
] as const;
export type FormId = (typeof registry)[number]['id'];
export const forms: readonly Form<FormId>[] = registry;

/** The forms of answers that have these facets. */
export function formsOf(...facets: readonly Facet[]): readonly Form<FormId>[] {
	return forms.filter(({takes}) => facets.includes(takes));
}

/** The answer in that form; nothing where it lacks the facet that the form takes. */
export function writeAs(id: FormId, content: Content): Iterable<string> {
	return forms.find((form) => form.id === id)?.write(content) ?? [];
}
