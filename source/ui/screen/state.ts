/** What the parts of a screen are drawn from. */

import type {Layout} from '../state/layout.ts';
import type {Model} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import {findGlyphs} from '../text/glyphs.ts';
import type {Paint} from '../text/line.ts';
import {findTheme, themes} from '../text/theme.ts';

export type ScreenState = {
	readonly model: Model;
	readonly session: Session;
	/** The other kernel's half, which the rows are held against. */
	readonly beside?: Session;
	readonly paint: Paint;
	readonly layout: Layout;
};

export function paintFor(model: Model): Paint {
	return {theme: findTheme(model.theme) ?? themes[0], glyphs: findGlyphs(model.glyphs)};
}
