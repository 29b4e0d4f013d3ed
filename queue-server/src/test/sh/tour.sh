#!/usr/bin/env bash
# A tour of the TCP door with nothing but bash: tour.sh HOST PORT. Prints what was asked and answered; fails if an answer
# is not as it should be. Written for bash 3.2, which is what macOS has.
set -eu

exec 3<>"/dev/tcp/$1/$2"

ask() {
  printf '%s\n' "$1" >&3
  IFS= read -r answer <&3
  printf '> %s\n< %s\n' "$1" "$answer"
}

expect() {
  case $answer in
    $1) ;;
    *) printf 'expected %s\n' "$1" >&2; exit 1 ;;
  esac
}

ask 'CREATE tour 60';                       expect 'OK'
ask 'ENQUEUE tour write to Ada, C:\new';    expect '??????????????????????????'
ask 'ENQUEUE tour write to Bob';            expect '??????????????????????????'
ask 'LIST';                                 expect '*tour=2*'
ask 'DEQUEUE tour';                         expect 'tour~* write to Ada, C:\\new'
token=${answer%% *}
ask "NACK $token";                          expect 'OK'
ask "ACK $token";                           expect 'ERR not yours'
ask 'DEQUEUE tour 5';                       expect 'tour~* write to Ada, C:\\new'
ask "ACK ${answer%% *}";                    expect 'OK'
ask 'STATUS tour';                          expect 'pending 1 waiting 0 in-progress 0 done 1 dead 0 cancelled 0'

ask 'Task: the older way';                  expect 'Task * added'
ask 'STATUS';                               expect 'Tasks remaining: 1'
ask 'NEXT';                                 expect 'the older way'
ask 'NEXT';                                 expect 'EMPTY'
ask 'EXIT';                                 expect 'BYE'

if IFS= read -r answer <&3; then
  printf 'the door still talks: %s\n' "$answer" >&2
  exit 1
fi
printf 'done\n'
