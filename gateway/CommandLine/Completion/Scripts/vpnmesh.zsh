#compdef vpnmesh
# Completion of vpnmesh for zsh: eval "$(vpnmesh completion zsh)", after compinit
_vpnmesh() {
  local -a suggestions
  suggestions=("${(@f)$(vpnmesh "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
  compadd -a suggestions
}
compdef _vpnmesh vpnmesh
