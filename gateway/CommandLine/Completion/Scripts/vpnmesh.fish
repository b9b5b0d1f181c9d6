# Completion of vpnmesh for fish: vpnmesh completion fish | source
complete -c vpnmesh -f -a '(vpnmesh "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
