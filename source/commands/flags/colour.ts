/** `--color` as an environment variable, so that all that draws decides on colours by the environment alone. */

export const colourChoices = ['auto', 'always', 'never'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** `always` and `never` stand above all that the variables say; `auto` leaves it to them. */
export function withColour(env: Environment, choice: unknown): Environment {
	return choice === 'always' || choice === 'never'
		? {...env, FORCE_COLOR: choice === 'always' ? '1' : '0'}
		: env;
}
