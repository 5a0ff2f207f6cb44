/** What shells read to complete: each asks the program what may stand at the cursor (`answer-shell.ts`). */

/** Read by `source <(forkscope completion bash)`. A reply that goes on, as folders and lists do, gets no blank behind it. */
export const bashScript = `_forkscope() {
	local reply
	COMPREPLY=()
	while IFS= read -r reply; do
		COMPREPLY+=("$reply")
	done < <("\${1/#\\~/$HOME}" __complete bash "\${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
	if [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *[/,:=] ]]; then
		compopt -o nospace 2>/dev/null
	fi
}
complete -F _forkscope forkscope
`;

/** Read by `source <(forkscope completion zsh)`, or as `_forkscope` from a folder of fpath. */
export const zshScript = `#compdef forkscope
_forkscope() {
	local line about files
	local -a typed offers
	typed=("\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}")
	for line in "\${(@f)$("\${(Q)words[1]/#\\~/$HOME}" __complete zsh "\${typed[@]}" 2>/dev/null)}"; do
		case $line in
			:files) files=_files ;;
			:directories) files=(_files -/) ;;
			?*)
				about=\${line#*$'\\t'}
				offers+=("\${\${line%%$'\\t'*}//:/\\\\:}\${about:+:$about}")
				;;
		esac
	done
	local -i found=1
	(( $#offers )) && _describe -V forkscope offers && found=0
	[[ -n $files ]] && \${=files} && found=0
	return found
}
if [[ \${funcstack[1]} == _forkscope ]]; then
	_forkscope "$@"
else
	(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
	compdef _forkscope forkscope
fi
`;

/** Read by `forkscope completion fish | source`. */
export const fishScript = `function __forkscope_complete
	set -l words (commandline -opc)
	set -l typed (commandline -ct | string replace -r '^["\\']' '' | string unescape -n)
	set -l program (string replace -r '^~' $HOME -- $words[1])
	for line in ($program __complete fish $words[2..] "$typed" 2>/dev/null)
		switch $line
			case :files
				__fish_complete_path "$typed"
			case :directories
				__fish_complete_directories "$typed"
			case '*'
				echo $line
		end
	end
end
complete -c forkscope -f -k -a '(__forkscope_complete)'
`;
