# Completion of vpnmesh for bash: eval "$(vpnmesh completion bash)"
_vpnmesh() {
  local word=${COMP_WORDS[COMP_CWORD]} suggestion
  COMPREPLY=()
  while IFS= read -r suggestion; do
    case $suggestion in "$word"*) COMPREPLY+=("$suggestion") ;; esac
  done < <(vpnmesh "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
}
complete -o default -F _vpnmesh vpnmesh
