------------------------------ MODULE JobQueue ------------------------------
(* Baton's protocol: claims proved by LIST ENTRY, liveness proved per worker INCARNATION.

   db   everything in the slot of one queue; a script, or a BLMOVE, is one atomic step on it
   c    worker processes
   rem  remote consumers, who hold leases instead of a heartbeat (see README.md)
   h    the world between: blocked BLMOVEs, requests still in transit (ghosts); and history
   An entry is <<i, j, n, a>>: in the list of incarnation i, of job j, claimed by the call n. a is the true number of the
   attempt: history, which the protocol never reads. List 0 is that of the remote consumers.
   Lists are bags here: front and back are not told apart.                                                             *)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
  Jobs, Workers,
  Once,            \* jobs that run at most once
  Remotes,         \* remote consumers; {}: no leases
  Batch,           \* most jobs that one claim takes, and most outcomes that one call brings: 1 or 2
  Delays,          \* TRUE: jobs may be enqueued for later, and what is scheduled becomes due by a step of its own
  AdoptSlots,      \* answers of adoptions that may be under way at once; 0: script and answer are one step
  MaxInc, MaxUniq, MaxCrashes, MaxFailures, BlkMax, Slots,
  (* budgets of faults and of what people do *)
  FCrash, FLoss, FPause, FRoll, FReqLoss, FLeave, FCancel, FReturn, FReplay, FPurge,
  (* rules of the protocol; each as built: TRUE. The seeded mistakes switch one off. *)
  NonceCheck,      \* an outcome matches the very entry (FALSE: any of its job in my list)
  MatchId,         \* an outcome matches by the id too (FALSE: by the name of the call alone)
  ClientNonce,     \* the worker names its calls (FALSE: a counter in Redis)
  Adopt,           \* a live worker takes up what its list shows and it does not know
  AdoptScript,     \* adopting checks in Redis that the very entry stands (FALSE: trusts the heartbeat)
  OpenCheck,       \* adoption leaves entries of calls alone whose answer may still come
  Remember,        \* a worker remembers what it has ended, and repeats the outcome instead of the work
  Recheck,         \* reclaim checks the expiry in its script
  NoRevival,       \* an expired incarnation stays expired
  ClaimLive,       \* claims are refused to an incarnation that is not live
  RegList,         \* a claim registers only bare ids that stand in its list
  ClaimOnce,       \* a claim whose answer is missing is never sent again
  NoFenceResend,   \* a refused outcome is not sent again against what the worker holds by now
  NamesKept,       \* an expired incarnation stays registered while a BLMOVE of it may be at the server
  Janitor,         \* lists of incarnations that are not registered are swept too
  LostKnown,       \* only claims known when the heartbeat was sent can be lost by its answer
  CancelledStays,  \* a cancelled id is never pushed again
  PurgeStale,      \* purge keeps the status of an id that may still stand in a list
  OnceBuried,      \* a once-job whose claim is lost is dead
  OnceKept,        \* a once-job is released only before its start
  PromoteCheck,    \* promote looks again whether the job still waits (FALSE: lists due jobs, then pushes them)
  LeaseApart,      \* the sweeps of workers' lists leave the list of leases alone
  LeaseCheck,      \* taking a lease back checks that its entry stands
  ExtendCheck,     \* extending a lease requires it to be there
  (* what is looked at besides *)
  ShowKnown,       \* heartbeats may show entries that the worker runs: needed for the races of adoption
  LostWatch        \* workers stop handlers whose entry a heartbeat does not show

VARIABLES db, snap, c, rem, h, budget
vars == <<db, snap, c, rem, h, budget>>

Incs == 1..MaxInc
Lists == 0..MaxInc
Terminal == {"done", "dead", "cancelled"}
Waiting == {"scheduled", "retrying"}
Idle == [s |-> "idle", i |-> 0, n |-> 0, js |-> {}]       \* js: what a claim took, <<job, attempt>>
NoView == <<"none">>

InitDb == [ pend |-> [j \in Jobs |-> 0], bare |-> [i \in Incs |-> [j \in Jobs |-> 0]], ent |-> {},
            st |-> [j \in Jobs |-> "none"], fl |-> [j \in Jobs |-> 0], cr |-> [j \in Jobs |-> 0],
            sched |-> {}, due |-> {}, asked |-> {}, stale |-> {}, index |-> {}, leases |-> {},
            reg |-> [i \in Incs |-> "none"], ctr |-> 1 ]
Init == /\ db = InitDb /\ snap = InitDb
        /\ c = [w \in Workers |-> [inc |-> 0, up |-> TRUE, cl |-> Idle, run |-> {}, hbv |-> NoView, ads |-> {}, ended |-> {}]]
        /\ rem = [k \in Remotes |-> [up |-> TRUE, run |-> {}]]
        /\ h = [blocked |-> [i \in Incs |-> 0], ghosts |-> {}, seen |-> {}, listed |-> {}, nextInc |-> 1, uniq |-> 1,
                starts |-> [j \in Jobs |-> 0], back |-> [j \in Jobs |-> 0], bad |-> FALSE, early |-> FALSE,
                acked |-> {}, gone |-> {}, rolled |-> FALSE]
        /\ budget = [crash |-> FCrash, loss |-> FLoss, pause |-> FPause, roll |-> FRoll, reqloss |-> FReqLoss, leave |-> FLeave,
                     cancel |-> FCancel, return |-> FReturn, replay |-> FReplay, purge |-> FPurge]
Spend(k) == budget[k] > 0 /\ budget' = [budget EXCEPT ![k] = @ - 1]
\* Where neither an answer may be late nor data return, nothing is there to be remembered, and fewer states are to be looked at.
Remembers == Remember /\ (AdoptSlots > 0 \/ FRoll > 0)
Live(i) == i # 0 /\ db.reg[i] = "live"
Own(i) == {w \in Workers: c[w].up /\ c[w].inc = i}

\* ---------------------------------------------------------------- producers, schedule, people
Push(d, j) == [d EXCEPT !.st[j] = "pending", !.pend[j] = @ + 1]
Enqueue(j) ==                                                     \* enqueue.lua
  /\ j \notin h.acked
  /\ IF db.st[j] # "none" THEN db' = db
     ELSE \/ db' = Push(db, j)
          \/ Delays /\ db' = [db EXCEPT !.st[j] = "scheduled", !.sched = @ \cup {j}]
  /\ h' = [h EXCEPT !.acked = @ \cup {j}, !.gone = IF db.st[j] = "none" THEN @ \ {j} ELSE @] /\ UNCHANGED <<snap, c, rem, budget>>
ComesDue(j) == /\ Delays /\ j \in db.sched \ db.due /\ db' = [db EXCEPT !.due = @ \cup {j}]
               /\ UNCHANGED <<snap, c, rem, h, budget>>
IsDue(d, j) == Delays => j \in d.due
Unschedule(d, j) == [d EXCEPT !.sched = @ \ {j}, !.due = @ \ {j}]
Promote(j) ==                                                     \* promote.lua
  /\ PromoteCheck /\ j \in db.sched /\ IsDue(db, j)
  /\ db' = IF db.st[j] \in Waiting THEN Push(Unschedule(db, j), j) ELSE Unschedule(db, j)
  /\ UNCHANGED <<snap, c, rem, h, budget>>
ListDue(j) == /\ ~PromoteCheck /\ j \in db.sched /\ IsDue(db, j) /\ \E p \in 1..2: <<p, j>> \notin h.listed /\ h' = [h EXCEPT !.listed = @ \cup {<<p, j>>}]
              /\ UNCHANGED <<db, snap, c, rem, budget>>
PromoteListed(x) == /\ db' = Push(Unschedule(db, x[2]), x[2])
                    /\ h' = [h EXCEPT !.listed = @ \ {x}, !.early = @ \/ ~IsDue(db, x[2])] /\ UNCHANGED <<snap, c, rem, budget>>
Cancelled(d, j) == [d EXCEPT !.st[j] = "cancelled", !.index = @ \cup {j}, !.asked = @ \ {j}]
Cancel(j) ==                                                      \* cancel.lua; the id may stay where it stands
  /\ db.st[j] \in {"pending", "in-progress"} \cup Waiting /\ Spend("cancel")
  /\ db' = IF db.st[j] = "in-progress" THEN [db EXCEPT !.asked = @ \cup {j}]
           ELSE IF db.st[j] = "pending" THEN [Cancelled(db, j) EXCEPT !.stale = @ \cup {j}]
           ELSE Cancelled(Unschedule(db, j), j)
  /\ UNCHANGED <<snap, c, rem, h>>
Replay(j) ==                                                      \* replay.lua
  /\ db.st[j] \in (IF CancelledStays THEN {"dead"} ELSE {"dead", "cancelled"}) /\ Spend("replay")
  /\ db' = [Push(db, j) EXCEPT !.fl[j] = 0, !.cr[j] = 0, !.index = @ \ {j}, !.stale = @ \ {j}]
  /\ h' = [h EXCEPT !.starts[j] = 0, !.back[j] = 0] /\ UNCHANGED <<snap, c, rem>>
Forget(d, j) == [d EXCEPT !.st[j] = "none", !.fl[j] = 0, !.cr[j] = 0]
Purge(j) ==                                                       \* purge.lua, and the fading of the tombstone, in one
  /\ db.st[j] \in Terminal /\ Spend("purge")
  /\ LET d == [db EXCEPT !.index = @ \ {j}] IN
     IF PurgeStale /\ j \in db.stale THEN db' = d /\ h' = [h EXCEPT !.gone = @ \cup {j}]
     ELSE /\ db' = Forget(d, j)
          /\ h' = [h EXCEPT !.acked = @ \ {j}, !.gone = @ \cup {j}, !.starts[j] = 0, !.back[j] = 0]
  /\ UNCHANGED <<snap, c, rem>>
\* A list's element that is claimed no more: lib/stale.lua
Drop(d, j) == IF d.st[j] # "cancelled" \/ j \notin d.stale THEN d
              ELSE LET d1 == [d EXCEPT !.stale = @ \ {j}] IN IF j \in d.index THEN d1 ELSE Forget(d1, j)

\* ---------------------------------------------------------------- incarnations and heartbeats
Register(w) ==                                                    \* join.lua
  /\ c[w].up /\ c[w].inc = 0 /\ h.nextInc <= MaxInc
  /\ c' = [c EXCEPT ![w].inc = h.nextInc] /\ db' = [db EXCEPT !.reg[h.nextInc] = "live"]
  /\ h' = [h EXCEPT !.nextInc = @ + 1] /\ UNCHANGED <<snap, rem, budget>>
ExpireFree(i) == /\ db.reg[i] = "live" /\ Own(i) = {} /\ db' = [db EXCEPT !.reg[i] = "exp"] /\ UNCHANGED <<snap, c, rem, h, budget>>
ExpirePause(i) == /\ db.reg[i] = "live" /\ Own(i) # {} /\ Spend("pause") /\ db' = [db EXCEPT !.reg[i] = "exp"]
                  /\ UNCHANGED <<snap, c, rem, h>>
Leave(w) ==                                                       \* leave.lua: the goodbye of a worker that holds nothing
  /\ c[w].up /\ Live(c[w].inc) /\ c[w].cl = Idle /\ c[w].run = {} /\ c[w].ads = {} /\ Spend("leave")
  /\ db' = [db EXCEPT !.reg[c[w].inc] = "exp"]
  /\ c' = [c EXCEPT ![w].up = FALSE, ![w].hbv = NoView, ![w].ended = {}] /\ UNCHANGED <<snap, rem, h>>
BeatDead(w) == LET i == c[w].inc IN                               \* heartbeat.lua finds the incarnation expired
  /\ c[w].up /\ i # 0 /\ ~Live(i)
  /\ IF ~NoRevival THEN db' = [db EXCEPT !.reg[i] = "live"] /\ UNCHANGED c
     ELSE /\ c' = [c EXCEPT ![w].inc = 0, ![w].hbv = NoView, ![w].ended = {}, ![w].cl = IF @.s = "blk" THEN Idle ELSE @]
          /\ UNCHANGED db
  /\ UNCHANGED <<snap, rem, h, budget>>
Knows(w, j, n) == \E r \in c[w].run: r.j = j /\ r.n = n
BeatShows(w) == LET i == c[w].inc IN                              \* heartbeat.lua: one element of the list, as it was
  /\ Adopt /\ c[w].up /\ Live(i) /\ c[w].hbv = NoView
  /\ \/ \E j \in Jobs: db.bare[i][j] > 0 /\ c' = [c EXCEPT ![w].hbv = <<"bare", i, j>>]
     \/ \E e \in db.ent: e[1] = i /\ (ShowKnown \/ ~Knows(w, e[2], e[3])) /\ c' = [c EXCEPT ![w].hbv = <<"ent", e>>]
  /\ UNCHANGED <<db, snap, rem, h, budget>>

\* ---------------------------------------------------------------- claims: lib/claim.lua, in complete_and_claim.lua
Tok == IF ClientNonce THEN h.uniq ELSE db.ctr
CanClaim(i) == i = 0 \/ (ClaimLive => Live(i))
Grant(d, i, j, n, a) == [d EXCEPT !.st[j] = "in-progress", !.ent = @ \cup {<<i, j, n, a>>}, !.ctr = IF ClientNonce THEN @ ELSE @ + 1,
                                  !.leases = IF i = 0 THEN @ \cup {<<j, n, "live">>} ELSE @]
Standing(i) == {<<"pend", j>> : j \in {x \in Jobs: db.pend[x] > 0}}
               \cup (IF i = 0 THEN {} ELSE {<<"bare", j>> : j \in {x \in Jobs: db.bare[i][x] > 0}})
Picks(i, most) == {X \in SUBSET Standing(i): X # {} /\ Cardinality(X) <= most}
Taken(X) == {x[2] : x \in {y \in X: db.st[y[2]] = "pending"}}
RECURSIVE ClaimDb(_, _, _, _, _)
ClaimDb(d, i, X, n, a) ==
  IF X = {} THEN d
  ELSE LET x == CHOOSE x \in X: TRUE   j == x[2]
           d1 == IF x[1] = "pend" THEN [d EXCEPT !.pend[j] = @ - 1] ELSE [d EXCEPT !.bare[i][j] = @ - 1]
       IN ClaimDb(IF d.st[j] = "pending" THEN Grant(d1, i, j, n, a) ELSE Drop(d1, j), i, X \ {x}, n, a)
Room(w) == Slots - Cardinality(c[w].run)
Run(e, ph) == [i |-> e[1], j |-> e[2], n |-> e[3], a |-> e[4], ph |-> ph]
Count(hh, js) == [hh EXCEPT !.starts = [j \in Jobs |-> IF j \in js THEN @[j] + 1 ELSE @[j]]]
\* the handlers of entries start, each through one put-if-absent
News(w, es) == {e \in es: ~(OpenCheck /\ Knows(w, e[2], e[3]))}
Started(w, es, rest) == /\ c' = [c EXCEPT ![w] = [rest EXCEPT !.run = @ \cup {Run(e, "exec") : e \in News(w, es)}]]
                        /\ h' = Count(h, {e[2] : e \in News(w, es)})
\* A claim runs; its answer comes, or is lost, and then the call is forgotten.
ClaimRuns(w, X) == LET i == c[w].inc IN
  /\ db' = ClaimDb(db, i, X, Tok, h.uniq)
  /\ IF Taken(X) # {}
     THEN /\ h' = [h EXCEPT !.uniq = @ + 1]
          /\ \/ c' = [c EXCEPT ![w].cl = [s |-> "rep", i |-> i, n |-> Tok, js |-> {<<j, h.uniq>> : j \in Taken(X)}]] /\ UNCHANGED budget
             \/ Spend("loss") /\ c' = [c EXCEPT ![w].cl = Idle]
     ELSE c' = [c EXCEPT ![w].cl = Idle] /\ UNCHANGED <<h, budget>>
  /\ UNCHANGED <<snap, rem>>
Claim(w) ==                                                       \* busy: FetchLane
  /\ c[w].up /\ c[w].inc # 0 /\ c[w].cl = Idle /\ Room(w) > 0 /\ CanClaim(c[w].inc) /\ h.uniq <= MaxUniq
  /\ \E X \in Picks(c[w].inc, IF Room(w) < Batch THEN Room(w) ELSE Batch): ClaimRuns(w, X)
ClaimDelay(w) == LET i == c[w].inc IN                             \* the request hangs; the client gives it up
  /\ c[w].up /\ i # 0 /\ c[w].cl.s \in {"idle", "got"} /\ Spend("reqloss") /\ h.uniq <= MaxUniq /\ ClientNonce
  /\ h' = [h EXCEPT !.uniq = @ + 1, !.ghosts = @ \cup {<<"claim", i, h.uniq>>}]
  /\ c' = [c EXCEPT ![w].cl = IF ClaimOnce THEN Idle ELSE [Idle EXCEPT !.s = "res", !.i = i, !.n = h.uniq]]
  /\ UNCHANGED <<db, snap, rem>>
ClaimAgain(w) == LET i == c[w].cl.i  n == c[w].cl.n  old == {e \in db.ent: e[1] = i /\ e[3] = n} IN     \* the mistake
  /\ c[w].up /\ c[w].cl.s = "res"
  /\ IF old # {} THEN c' = [c EXCEPT ![w].cl = [s |-> "rep", i |-> i, n |-> n, js |-> {<<e[2], e[4]>> : e \in old}]] /\ UNCHANGED <<db, h>>
     ELSE \/ (~CanClaim(i) \/ Standing(i) = {}) /\ c' = [c EXCEPT ![w].cl = Idle] /\ UNCHANGED <<db, h>>
          \/ \E X \in Picks(i, 1): /\ CanClaim(i) /\ Taken(X) # {} /\ h.uniq <= MaxUniq
               /\ db' = ClaimDb(db, i, X, n, h.uniq) /\ h' = [h EXCEPT !.uniq = @ + 1]
               /\ c' = [c EXCEPT ![w].cl = [s |-> "rep", i |-> i, n |-> n, js |-> {<<j, h.uniq>> : j \in Taken(X)}]]
  /\ UNCHANGED <<snap, rem, budget>>
GhostClaim(g) ==
  /\ g[1] = "claim" /\ CanClaim(g[2]) /\ h.uniq <= MaxUniq
  /\ ~\E e \in db.ent: e[1] = g[2] /\ e[3] = g[3]                 \* the copy of an executed claim finds its entry
  /\ \E X \in Picks(g[2], Batch): db' = ClaimDb(db, g[2], X, g[3], h.uniq)
  /\ h' = [h EXCEPT !.uniq = @ + 1, !.ghosts = @ \ {g}] /\ UNCHANGED <<snap, c, rem, budget>>
\* idle: BLMOVE, and the claim behind it on the same connection (IdleClaim)
Block(w) == LET i == c[w].inc IN
  /\ c[w].up /\ i # 0 /\ c[w].cl = Idle /\ h.blocked[i] < BlkMax
  /\ c' = [c EXCEPT ![w].cl = [Idle EXCEPT !.s = "blk", !.i = i]]
  /\ h' = [h EXCEPT !.blocked[i] = @ + 1] /\ UNCHANGED <<db, snap, rem, budget>>
Mine(i) == {w \in Workers: c[w].up /\ c[w].cl.s = "blk" /\ c[w].cl.i = i}
Moved(i, j) == /\ h.blocked[i] > 0 /\ db.pend[j] > 0
               /\ db' = [db EXCEPT !.pend[j] = @ - 1, !.bare[i][j] = @ + 1] /\ UNCHANGED <<snap, rem>>
Served(i) == [h EXCEPT !.blocked[i] = @ - 1]
ServeOk(w, j) == LET i == c[w].cl.i IN
  /\ w \in Mine(i) /\ Moved(i, j) /\ h' = Served(i)
  /\ c' = [c EXCEPT ![w].cl = [Idle EXCEPT !.s = "got", !.i = i, !.js = IF RegList THEN {} ELSE {<<j, 0>>}]] /\ UNCHANGED budget
ServeLost(w, j) == LET i == c[w].cl.i IN
  /\ w \in Mine(i) /\ Moved(i, j) /\ h' = Served(i) /\ c' = [c EXCEPT ![w].cl = Idle] /\ Spend("loss")
ServeGhost(i, j) ==                                               \* nobody waits for it any more; its claim may still run
  /\ h.blocked[i] > Cardinality(Mine(i)) /\ Moved(i, j) /\ UNCHANGED c
  /\ \/ h' = Served(i) /\ UNCHANGED budget
     \/ /\ Spend("reqloss") /\ ClientNonce /\ h.uniq <= MaxUniq
        /\ h' = [Served(i) EXCEPT !.uniq = @ + 1, !.ghosts = @ \cup {<<"claim", i, h.uniq>>}]
ConnErr(w) == /\ c[w].up /\ c[w].cl.s = "blk" /\ Spend("loss") /\ c' = [c EXCEPT ![w].cl = Idle] /\ UNCHANGED <<db, snap, rem, h>>
BlkTimeout(i) == /\ h.blocked[i] > 0 /\ h' = Served(i)
                 /\ IF h.blocked[i] > Cardinality(Mine(i)) THEN UNCHANGED c
                    ELSE \E w \in Mine(i): c' = [c EXCEPT ![w].cl = Idle]
                 /\ UNCHANGED <<db, snap, rem, budget>>
ClaimBehind(w) == LET k == c[w].cl  i == k.i IN
  /\ c[w].up /\ k.s = "got" /\ h.uniq <= MaxUniq
  /\ IF ~CanClaim(i) \/ i # c[w].inc THEN c' = [c EXCEPT ![w].cl = Idle] /\ UNCHANGED <<db, snap, rem, h, budget>>
     ELSE IF RegList
     THEN \/ \E X \in Picks(i, Batch): ClaimRuns(w, X)
          \/ Standing(i) = {} /\ c' = [c EXCEPT ![w].cl = Idle] /\ UNCHANGED <<db, snap, rem, h, budget>>
     ELSE LET j == (CHOOSE x \in k.js: TRUE)[1] IN               \* the mistake: the id is taken on the client's word
          IF db.st[j] = "pending"
          THEN /\ db' = Grant([db EXCEPT !.bare[i][j] = IF @ > 0 THEN @ - 1 ELSE 0], i, j, Tok, h.uniq) /\ h' = [h EXCEPT !.uniq = @ + 1]
               /\ c' = [c EXCEPT ![w].cl = [s |-> "rep", i |-> i, n |-> Tok, js |-> {<<j, h.uniq>>}]] /\ UNCHANGED <<snap, rem, budget>>
          ELSE c' = [c EXCEPT ![w].cl = Idle] /\ UNCHANGED <<db, snap, rem, h, budget>>
EntriesOf(k) == {<<k.i, x[1], k.n, x[2]>> : x \in k.js}
Receive(w) == LET k == c[w].cl IN
  /\ c[w].up /\ k.s = "rep" /\ Started(w, EntriesOf(k), [c[w] EXCEPT !.cl = Idle])
  /\ UNCHANGED <<db, snap, rem, budget>>
GiveBack(w) == LET k == c[w].cl IN                                \* received, and not started: the worker stops, or must be quiet
  /\ c[w].up /\ k.s = "rep" /\ Spend("return")
  /\ c' = [c EXCEPT ![w].cl = Idle, ![w].run = @ \cup {Run(e, "give") : e \in News(w, EntriesOf(k))}]
  /\ UNCHANGED <<db, snap, rem, h>>

\* ---------------------------------------------------------------- adoption: adopt.lua
\* An entry comes in, by an adoption: a finished one gets its outcome once more, an unknown one is started.
TakeUp(w, e, rest) == LET old == {r \in c[w].ended: r.i = e[1] /\ r.j = e[2] /\ r.n = e[3]} IN
  IF Remembers /\ old # {} THEN c' = [c EXCEPT ![w] = [rest EXCEPT !.run = @ \cup old]] /\ h' = h
  ELSE Started(w, {e}, rest)
Deliver(w, e, rest, hh) ==
  IF AdoptSlots = 0 THEN Started(w, {e}, rest)
  ELSE \E k \in 1..AdoptSlots: /\ ~\E x \in c[w].ads: x[1] = k
                               /\ c' = [c EXCEPT ![w] = [rest EXCEPT !.ads = @ \cup {<<k, e>>}]] /\ h' = hh
MayAdopt(w) == Cardinality(c[w].run) + Cardinality(c[w].ads) < Slots
AdoptBare(w) == LET v == c[w].hbv  rest == [c[w] EXCEPT !.hbv = NoView]  d1 == [db EXCEPT !.bare[v[2]][v[3]] = @ - 1] IN
  /\ c[w].up /\ v[1] = "bare" /\ h.uniq <= MaxUniq /\ MayAdopt(w)
  /\ IF db.bare[v[2]][v[3]] = 0 \/ ~CanClaim(v[2]) THEN c' = [c EXCEPT ![w] = rest] /\ UNCHANGED <<db, h, budget>>
     ELSE IF db.st[v[3]] # "pending" THEN db' = Drop(d1, v[3]) /\ c' = [c EXCEPT ![w] = rest] /\ UNCHANGED <<h, budget>>
     ELSE LET e == <<v[2], v[3], Tok, h.uniq>>  more == [h EXCEPT !.uniq = @ + 1] IN
          /\ db' = Grant(d1, e[1], e[2], e[3], e[4])
          /\ \/ /\ UNCHANGED budget
                /\ IF AdoptSlots = 0
                   THEN c' = [c EXCEPT ![w] = [rest EXCEPT !.run = @ \cup {Run(e, "exec")}]] /\ h' = Count(more, {e[2]})
                   ELSE Deliver(w, e, rest, more)
             \/ c' = [c EXCEPT ![w] = rest] /\ h' = more /\ Spend("loss")
  /\ UNCHANGED <<snap, rem>>
AdoptEntry(w) == LET v == c[w].hbv IN
  /\ c[w].up /\ v[1] = "ent" /\ MayAdopt(w)
  /\ LET e == v[2]  rest == [c[w] EXCEPT !.hbv = NoView]
         known == Knows(w, e[2], e[3]) \/ (OpenCheck /\ c[w].cl.s \in {"rep", "res"} /\ c[w].cl.n = e[3])
         old == {r \in c[w].ended: r.i = e[1] /\ r.j = e[2] /\ r.n = e[3]} IN
     IF known THEN c' = [c EXCEPT ![w] = rest] /\ h' = h
     ELSE IF Remembers /\ old # {} THEN c' = [c EXCEPT ![w] = [rest EXCEPT !.run = @ \cup old]] /\ h' = h
     ELSE IF AdoptScript /\ ~(e \in db.ent /\ CanClaim(e[1])) THEN c' = [c EXCEPT ![w] = rest] /\ h' = h
     ELSE Deliver(w, e, rest, h)
  /\ UNCHANGED <<db, snap, rem, budget>>
Adopted(w) == \E x \in c[w].ads: /\ c[w].up /\ TakeUp(w, x[2], [c[w] EXCEPT !.ads = @ \ {x}])
                                 /\ UNCHANGED <<db, snap, rem, budget>>
\* The whole list as it was, and what was known when the heartbeat was sent; also of earlier lives, whose handlers still run.
BeatShowsAll(w) ==
  /\ LostWatch /\ c[w].up /\ c[w].hbv = NoView
  /\ \E i \in ({c[w].inc} \cup {r.i : r \in c[w].run}) \ {0}:
       c' = [c EXCEPT ![w].hbv = <<"set", i, {<<e[2], e[3]>> : e \in {x \in db.ent: x[1] = i}}, {<<r.j, r.n>> : r \in c[w].run}>>]
  /\ UNCHANGED <<db, snap, rem, h, budget>>
DropLost(w) == LET v == c[w].hbv IN
  /\ c[w].up /\ v[1] = "set"
  /\ c' = [c EXCEPT ![w].hbv = NoView,
       ![w].run = {r \in @: ~(r.i = v[2] /\ r.ph = "exec" /\ <<r.j, r.n>> \notin v[3] /\ (LostKnown => <<r.j, r.n>> \in v[4]))}]
  /\ UNCHANGED <<db, snap, rem, h, budget>>

\* ---------------------------------------------------------------- handlers and outcomes: complete_and_claim, retry, snooze,
\* ---------------------------------------------------------------- release, bury, concede; an exact entry, repeatable
Endings(r) == {"ok", "fail"} \cup (IF r.j \in db.asked THEN {"concede"} ELSE {})
Returns(r) == IF r.j \in Once /\ OnceKept THEN {} ELSE {"snooze", "release"}
Finish(w, r) ==
  /\ c[w].up /\ r.ph = "exec"
  /\ \/ \E o \in Endings(r): c' = [c EXCEPT ![w].run = (@ \ {r}) \cup {[r EXCEPT !.ph = o]}] /\ UNCHANGED budget
     \/ \E o \in Returns(r): c' = [c EXCEPT ![w].run = (@ \ {r}) \cup {[r EXCEPT !.ph = o]}] /\ Spend("return")
  /\ UNCHANGED <<db, snap, rem, h>>
Match(w, d, r) ==
  LET exact == {e \in d.ent: e[1] = r.i /\ (MatchId => e[2] = r.j) /\ e[3] = r.n}
      loose == {e \in d.ent: e[1] = r.i /\ e[2] = r.j}
      any   == {e \in d.ent: e[1] = c[w].inc /\ e[2] = r.j}
      m     == IF NonceCheck THEN exact ELSE loose
  IN IF m = {} /\ ~NoFenceResend THEN any ELSE m
Ended(d, e) == [d EXCEPT !.ent = @ \ {e}, !.leases = {x \in @: ~(e[1] = 0 /\ x[1] = e[2] /\ x[2] = e[3])}]
OutDb(d, e, o) == LET j == e[2]  d1 == Ended(d, e)  told == [d1 EXCEPT !.asked = @ \ {j}] IN
  CASE o = "ok" -> [told EXCEPT !.st[j] = "done"]
    [] o = "concede" -> Cancelled(d1, j)
    [] o = "fail" /\ (d.fl[j] >= MaxFailures \/ j \in Once) -> [told EXCEPT !.st[j] = "dead", !.fl[j] = @ + 1]
    [] j \in d.asked -> Cancelled(d1, j)
    [] o = "fail" -> [d1 EXCEPT !.st[j] = "retrying", !.fl[j] = @ + 1, !.sched = @ \cup {j}]
    [] o = "snooze" -> [d1 EXCEPT !.st[j] = "scheduled", !.sched = @ \cup {j}]
    [] OTHER -> Push(d1, j)                                       \* release; give: the same, and never started
OutOf(w, d, r) == LET m == Match(w, d, r) IN IF m = {} THEN d ELSE OutDb(d, CHOOSE e \in m: TRUE, r.ph)
OutSeen(w, d, hh, r) == LET m == Match(w, d, r) IN
  IF m = {} THEN hh
  ELSE LET e == CHOOSE e \in m: TRUE IN
       [hh EXCEPT !.bad = @ \/ e[4] # r.a \/ e[2] # r.j, !.back[e[2]] = IF r.ph \in {"snooze", "release"} THEN @ + 1 ELSE @]
Let(w, rs) == [c EXCEPT ![w].run = @ \ rs,
                        ![w].ended = IF Remembers THEN @ \cup {r \in rs: r.i = c[w].inc} ELSE @]
Apply(w, r) == db' = OutOf(w, db, r) /\ h' = OutSeen(w, db, h, r)
Send(w, r) == /\ c[w].up /\ r.ph # "exec" /\ Apply(w, r) /\ c' = Let(w, {r}) /\ UNCHANGED <<snap, rem, budget>>
SendTwo(w, r, q) ==                                               \* one call, two outcomes, each for itself
  /\ Batch = 2 /\ c[w].up /\ r # q /\ r.ph # "exec" /\ q.ph # "exec" /\ r.i = q.i
  /\ db' = OutOf(w, OutOf(w, db, r), q) /\ h' = OutSeen(w, OutOf(w, db, r), OutSeen(w, db, h, r), q)
  /\ c' = Let(w, {r, q}) /\ UNCHANGED <<snap, rem, budget>>
SendLost(w, r) == /\ c[w].up /\ r.ph # "exec" /\ Apply(w, r) /\ Spend("loss") /\ UNCHANGED <<c, snap, rem>>     \* asked again
SendDelay(w, r) == /\ c[w].up /\ r.ph # "exec" /\ Spend("reqloss")
                   /\ h' = [h EXCEPT !.ghosts = @ \cup {<<"end", w, r>>}] /\ UNCHANGED <<db, c, snap, rem>>
GhostEnd(g) == /\ g[1] = "end" /\ db' = OutOf(g[2], db, g[3])
               /\ h' = [OutSeen(g[2], db, h, g[3]) EXCEPT !.ghosts = @ \ {g}] /\ UNCHANGED <<c, snap, rem, budget>>

\* ---------------------------------------------------------------- remote consumers: leases
RClaim(k) ==
  /\ rem[k].up /\ rem[k].run = {} /\ h.uniq <= MaxUniq
  /\ \E X \in Picks(0, 1):
       /\ db' = ClaimDb(db, 0, X, Tok, h.uniq)
       /\ IF Taken(X) = {} THEN UNCHANGED <<h, rem, budget>>
          ELSE /\ h' = [h EXCEPT !.uniq = @ + 1]
               /\ \/ rem' = [rem EXCEPT ![k].run = {Run(<<0, j, Tok, h.uniq>>, "rep") : j \in Taken(X)}] /\ UNCHANGED budget
                  \/ Spend("loss") /\ UNCHANGED rem
  /\ UNCHANGED <<snap, c>>
RClaimDelay(k) == /\ rem[k].up /\ rem[k].run = {} /\ Spend("reqloss") /\ h.uniq <= MaxUniq /\ ClientNonce
                  /\ h' = [h EXCEPT !.uniq = @ + 1, !.ghosts = @ \cup {<<"claim", 0, h.uniq>>}] /\ UNCHANGED <<db, snap, c, rem>>
RStep(k, r, ph) == rem' = [rem EXCEPT ![k].run = (@ \ {r}) \cup {[r EXCEPT !.ph = ph]}]
RStart(k, r) == /\ rem[k].up /\ r.ph = "rep" /\ RStep(k, r, "exec") /\ h' = Count(h, {r.j}) /\ UNCHANGED <<db, snap, c, budget>>
RFinish(k, r) == /\ rem[k].up /\ r.ph = "exec" /\ \E o \in {"ok", "fail"}: RStep(k, r, o)
                 /\ UNCHANGED <<db, snap, c, h, budget>>
RMatch(r) == {e \in db.ent: e[1] = 0 /\ e[2] = r.j /\ e[3] = r.n}
RApply(r) == LET m == RMatch(r) IN
  IF m = {} THEN UNCHANGED <<db, h>>
  ELSE LET e == CHOOSE e \in m: TRUE IN db' = OutDb(db, e, r.ph) /\ h' = [h EXCEPT !.bad = @ \/ e[4] # r.a]
RSend(k, r) == /\ rem[k].up /\ r.ph \in {"ok", "fail"} /\ RApply(r) /\ rem' = [rem EXCEPT ![k].run = @ \ {r}] /\ UNCHANGED <<snap, c, budget>>
RSendLost(k, r) == /\ rem[k].up /\ r.ph \in {"ok", "fail"} /\ RApply(r) /\ Spend("loss") /\ UNCHANGED <<snap, c, rem>>
\* A lease that is extended in time simply does not expire. Too late, and the consumer hears that its claim is lost.
RExtendLate(k, r) == LET mine == {x \in db.leases: x[1] = r.j /\ x[2] = r.n} IN
  /\ rem[k].up /\ r.ph = "exec" /\ ~\E x \in mine: x[3] = "live"
  /\ IF ExtendCheck THEN rem' = [rem EXCEPT ![k].run = @ \ {r}] /\ UNCHANGED db
     ELSE db' = [db EXCEPT !.leases = (@ \ mine) \cup {<<r.j, r.n, "live">>}] /\ UNCHANGED rem
  /\ UNCHANGED <<snap, c, h, budget>>
RCrash(k) == /\ rem[k].up /\ Spend("crash") /\ rem' = [rem EXCEPT ![k].up = FALSE, ![k].run = {}] /\ UNCHANGED <<db, snap, c, h>>
Expired(x) == [db EXCEPT !.leases = (@ \ {x}) \cup {<<x[1], x[2], "exp">>}]
Holder(x) == \E k \in Remotes: \E r \in rem[k].run: r.j = x[1] /\ r.n = x[2]
LeaseExpires(x) == /\ x[3] = "live" /\ ~Holder(x) /\ db' = Expired(x) /\ UNCHANGED <<snap, c, rem, h, budget>>
LeaseLapses(x) == /\ x[3] = "live" /\ Holder(x) /\ Spend("pause") /\ db' = Expired(x) /\ UNCHANGED <<snap, c, rem, h>>
Lose(d, j) == LET d1 == [d EXCEPT !.cr[j] = @ + 1] IN             \* a claim is lost: in reclaim.lua and in lapse.lua
  IF j \in d.asked THEN Cancelled(d1, j)
  ELSE IF (j \in Once /\ OnceBuried) \/ d.cr[j] + 1 >= MaxCrashes THEN [d1 EXCEPT !.st[j] = "dead"]
  ELSE Push(d1, j)
LeaseTaken(x) == LET m == {e \in db.ent: e[1] = 0 /\ e[2] = x[1] /\ e[3] = x[2]}  d1 == [db EXCEPT !.leases = @ \ {x}, !.ent = @ \ m] IN
  /\ x[3] = "exp" /\ db' = IF m = {} /\ LeaseCheck THEN d1 ELSE Lose(d1, x[1])
  /\ UNCHANGED <<snap, c, rem, h, budget>>

\* ---------------------------------------------------------------- faults
Crash(w) == /\ c[w].up /\ Spend("crash")
            /\ c' = [c EXCEPT ![w].up = FALSE, ![w].cl = Idle, ![w].run = {}, ![w].hbv = NoView, ![w].ads = {}, ![w].ended = {}]
            /\ UNCHANGED <<db, snap, rem, h>>
Snapshot == /\ budget.roll > 0 /\ snap # db /\ snap' = db /\ UNCHANGED <<db, c, rem, h, budget>>
Rollback == /\ Spend("roll") /\ db' = snap
            /\ h' = [h EXCEPT !.rolled = TRUE, !.blocked = [i \in Incs |-> 0], !.ghosts = {}]
            /\ c' = [w \in Workers |-> [c[w] EXCEPT !.cl = IF @.s \in {"blk", "rep"} THEN Idle ELSE @, !.ads = {}]]
            /\ UNCHANGED <<snap, rem>>

\* ---------------------------------------------------------------- recovery: reclaim.lua, one element a step, any number of reclaimers
ListExpired(i) == /\ ~Recheck /\ db.reg[i] = "exp" /\ i \notin h.seen /\ h' = [h EXCEPT !.seen = @ \cup {i}]
                  /\ UNCHANGED <<db, snap, c, rem, budget>>
MayTake(i) == IF i = 0 THEN ~LeaseApart
              ELSE \/ IF Recheck THEN db.reg[i] = "exp" ELSE i \in h.seen
                   \/ Janitor /\ db.reg[i] \in {"none", "gone"}
Reclaim(i) == /\ MayTake(i)
              /\ \E e \in db.ent: e[1] = i /\ db' = Lose([db EXCEPT !.ent = @ \ {e}], e[2])
              /\ UNCHANGED <<snap, c, rem, h, budget>>
Salvage(i) == /\ MayTake(i)
              /\ \E j \in Jobs: LET d1 == [db EXCEPT !.bare[i][j] = @ - 1] IN
                   db.bare[i][j] > 0 /\ db' = IF db.st[j] = "pending" THEN Push(d1, j) ELSE Drop(d1, j)
              /\ UNCHANGED <<snap, c, rem, h, budget>>
Holds(i) == (\E j \in Jobs: db.bare[i][j] > 0) \/ \E e \in db.ent: e[1] = i
ForgetName(i) == /\ db.reg[i] = "exp" /\ ~Holds(i) /\ (NamesKept => h.blocked[i] = 0)      \* expired.lua, after a day
                 /\ db' = [db EXCEPT !.reg[i] = "gone"] /\ UNCHANGED <<snap, c, rem, h, budget>>

Working(w) ==
  \/ Register(w) \/ BeatDead(w) \/ BeatShows(w) \/ BeatShowsAll(w) \/ DropLost(w) \/ Leave(w) \/ Crash(w)
  \/ Claim(w) \/ ClaimDelay(w) \/ ClaimAgain(w) \/ Block(w) \/ ConnErr(w) \/ ClaimBehind(w) \/ Receive(w) \/ GiveBack(w)
  \/ AdoptBare(w) \/ AdoptEntry(w) \/ Adopted(w)
  \/ \E j \in Jobs: ServeOk(w, j) \/ ServeLost(w, j)
  \/ \E r \in c[w].run: Finish(w, r) \/ Send(w, r) \/ SendLost(w, r) \/ SendDelay(w, r) \/ \E q \in c[w].run: SendTwo(w, r, q)
Consuming(k) == RClaim(k) \/ RClaimDelay(k) \/ RCrash(k)
                \/ \E r \in rem[k].run: RStart(k, r) \/ RFinish(k, r) \/ RSend(k, r) \/ RSendLost(k, r) \/ RExtendLate(k, r)
Next ==
  \/ \E j \in Jobs: Enqueue(j) \/ ComesDue(j) \/ Promote(j) \/ ListDue(j) \/ Cancel(j) \/ Replay(j) \/ Purge(j)
  \/ \E x \in h.listed: PromoteListed(x)
  \/ \E w \in Workers: Working(w)
  \/ \E k \in Remotes: Consuming(k)
  \/ \E x \in db.leases: LeaseExpires(x) \/ LeaseLapses(x) \/ LeaseTaken(x)
  \/ \E i \in Lists: Reclaim(i)
  \/ \E i \in Incs: ExpireFree(i) \/ ExpirePause(i) \/ BlkTimeout(i) \/ ListExpired(i) \/ Salvage(i) \/ ForgetName(i)
  \/ \E i \in Incs, j \in Jobs: ServeGhost(i, j)
  \/ \E g \in h.ghosts: GhostClaim(g) \/ GhostEnd(g)
  \/ Snapshot \/ Rollback
Spec == Init /\ [][Next]_vars

\* What happens in the end if nothing stands in its way for ever.
FinishAny(w) == \E r \in c[w].run: Finish(w, r)
SendAny(w) == \E r \in c[w].run: Send(w, r)
RAny(k) == \E r \in rem[k].run: RStart(k, r) \/ RFinish(k, r) \/ RSend(k, r)
Fair ==
  /\ \A j \in Jobs: WF_vars(Enqueue(j)) /\ WF_vars(ComesDue(j)) /\ WF_vars(Promote(j))
  /\ \A w \in Workers: /\ WF_vars(Register(w)) /\ WF_vars(BeatDead(w)) /\ SF_vars(BeatShows(w)) /\ WF_vars(ClaimBehind(w))
       /\ WF_vars(Receive(w)) /\ WF_vars(AdoptBare(w)) /\ WF_vars(AdoptEntry(w)) /\ WF_vars(Adopted(w))
       /\ WF_vars(FinishAny(w)) /\ WF_vars(SendAny(w)) /\ SF_vars(Claim(w))
  /\ \A k \in Remotes: WF_vars(RAny(k))
  /\ \A j \in Jobs, n \in 1..MaxUniq: /\ WF_vars(<<j, n, "live">> \in db.leases /\ LeaseExpires(<<j, n, "live">>))
                                      /\ WF_vars(<<j, n, "exp">> \in db.leases /\ LeaseTaken(<<j, n, "exp">>))
  /\ \A i \in Incs: WF_vars(ExpireFree(i)) /\ WF_vars(BlkTimeout(i)) /\ WF_vars(Reclaim(i)) /\ WF_vars(Salvage(i))
LiveSpec == Spec /\ Fair

\* ---------------------------------------------------------------- what is promised
BareSum(j) == LET S[k \in 0..MaxInc] == IF k = 0 THEN 0 ELSE db.bare[k][j] + S[k - 1] IN S[MaxInc]
Entries(j) == Cardinality({e \in db.ent: e[2] = j})
Sch(j) == IF j \in db.sched THEN 1 ELSE 0
SinglePlace == \A j \in Jobs: LET b == db.pend[j] + BareSum(j) IN
  CASE db.st[j] = "pending"     -> b = 1 /\ Entries(j) = 0 /\ Sch(j) = 0
    [] db.st[j] = "in-progress" -> b = 0 /\ Entries(j) = 1 /\ Sch(j) = 0
    [] db.st[j] \in Waiting     -> b = 0 /\ Entries(j) = 0 /\ Sch(j) = 1
    [] db.st[j] = "cancelled"   -> b = (IF j \in db.stale THEN 1 ELSE 0) /\ Entries(j) = 0 /\ Sch(j) = 0
    [] OTHER                    -> b = 0 /\ Entries(j) = 0 /\ Sch(j) = 0
OneClaim == \A j \in Jobs: Entries(j) <= 1
Marks == /\ \A j \in db.asked: db.st[j] = "in-progress"
         /\ \A j \in db.stale: db.st[j] = "cancelled"
         /\ \A j \in db.index: db.st[j] = "cancelled"
         /\ db.due \subseteq db.sched
Fenced == ~h.bad
StartsBound == h.rolled \/ \A j \in Jobs: h.starts[j] <= 1 + db.fl[j] + db.cr[j] + h.back[j]
StartsOnce == h.rolled \/ \A j \in Once: h.starts[j] <= 1
FailBound == h.rolled \/ \A j \in Jobs: db.fl[j] <= h.starts[j]         \* no failure without a start
\* a counted crash is a lost incarnation or, of leases, a lost answer
Lost == (FCrash - budget.crash) + (FPause - budget.pause) + (FLeave - budget.leave)
        + (IF Remotes = {} THEN 0 ELSE (FLoss - budget.loss) + (FReqLoss - budget.reqloss))
CrashBound == h.rolled \/ \A j \in Jobs: db.cr[j] <= Lost
NoLoss == h.rolled \/ \A j \in h.acked: db.st[j] # "none" \/ j \in h.gone
NotEarly == ~h.early
LeasesMatch == /\ \A e \in db.ent: e[1] = 0 => Cardinality({x \in db.leases: x[1] = e[2] /\ x[2] = e[3]}) = 1
               /\ \A x \in db.leases: \E e \in db.ent: e[1] = 0 /\ e[2] = x[1] /\ e[3] = x[2]
TerminalStays == [][\A j \in Jobs: (db.st[j] \in Terminal /\ h'.rolled = h.rolled /\ budget'.replay = budget.replay
                                    /\ budget'.purge = budget.purge)
                                   => db'.st[j] = db.st[j] \/ (db.st[j] = "cancelled" /\ db'.st[j] = "none" /\ j \notin db.index)]_vars
EventuallyTerminal == \A j \in Jobs: (db.st[j] \in {"pending", "in-progress"} \cup Waiting) ~> (db.st[j] \in Terminal \/ h.rolled)

Perms(S) == IF Cardinality(S) > 1 THEN Permutations(S) ELSE {}
Symmetry == Perms(Workers) \cup Perms(Jobs \ Once) \cup Perms(Once) \cup Perms(Remotes)
==============================================================================
