/** Whether colours are wanted: the one place that reads the variables in which people say so. `--color` is one of them by then. */
import type {Environment} from './read-config.ts';

/**
 * FORCE_COLOR comes first (0 and false mean no), then NO_COLOR, CLICOLOR_FORCE, CLICOLOR; else a terminal has colours. Without
 * them bold and inverse stay: what is selected must stay visible.
 */
export function hasColours(env: Environment, isTerminal: boolean): boolean {
	const {FORCE_COLOR, NO_COLOR = '', CLICOLOR_FORCE = '', CLICOLOR} = env;
	if (FORCE_COLOR !== undefined) {
		return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
	}

	if (NO_COLOR !== '') {
		return false;
	}

	return (CLICOLOR_FORCE !== '' && CLICOLOR_FORCE !== '0') || (isTerminal && CLICOLOR !== '0');
}
