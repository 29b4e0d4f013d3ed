#!lua flags=allow-oom
-- Completes what is finished (in-progress -> done), then claims what there is room for (pending -> in-progress).
--
-- KEYS: meta pending processing workers done stats cancelling watched stale cancelled tries
-- ARGV: clock worker call most most-bytes completed all-bytes {entry facts told?}…
--       call: the nonce of this claim; a claim request is never sent twice
--       most: claim at most so many, 0 to 1000; 0: claim nothing, ask nothing of the incarnation
--       completed: how many entries follow; all-bytes: the sum over their facts
--       entry: exactly as it stands in the list, best in the order of their claims, the oldest first: so they stand there;
--       facts: "<bytes> <marks>" for the index of finished jobs
--       marks: - none | c the caller chose the id | t the job has tries | r the result is told | n a note is told;
--       told: only with r or n
-- CHANGES: of completed jobs: the entry, status, done (one element "<id> <finishedAt> <bytes> <marks>"), run if something
--          is told, stats, events; publishes the end of watched ids.
--          of claimed jobs: pending (front), the list (left), status. Bare ids at the left end of the list are claimed
--          first: that is how an id that BLMOVE brought is registered. Ids no longer pending are dropped.
-- ANSWERS: verdict call now {n id word}… {dropped id}… {entry record}… {n tries}…
--          verdict: none | expired | paused | empty | taken | last (taken, and nothing is left); n: which completion, from 1,
--          was not recorded; word: the status found | unknown; every other one was recorded; of the claims, n: which one,
--          from 1, has tries
-- COST: 5-6 µs a job completed and claimed, at a batch of 200; the walk over the list is bounded by what is in hand
--
-- Completions may be repeated: a second copy answers the status it found and changes nothing.

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters
--- @include lib/events
--- @include lib/hand
--- @include lib/tries
--- @include lib/run
--- @include lib/live
--- @include lib/stale
--- @include lib/asked
--- @include lib/watched
--- @include lib/claim

local meta, pending, list, workers, done = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local stats, cancelling, watched = KEYS[6], KEYS[7], KEYS[8]
local stale, cancelled, tries = KEYS[9], KEYS[10], KEYS[11]
local worker, call, most, most_bytes = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local completed, all_bytes, FIRST = tonumber(ARGV[6]), tonumber(ARGV[7]), 8
local R, N = string.byte('rn', 1, 2)

-- Where the completion after the one at `at` begins: something is told only with the marks that say so.
local function after_completion(at)
  local mark = byte(ARGV[at + 1], -1)
  return (mark == R or mark == N) and at + 3 or at + 2
end

-- Complete. Read and check: also what only the claim will need, for then the completions are written already.
local live, facts, unsettled = false, {}, {}
if most > 0 then
  live = is_live(workers, worker)
  facts = redis.call('HMGET', meta, 'paused', 'largest', 'events')
  note_listeners(facts[3])
end
if completed > 0 then
  redis.call('LLEN', pending)
  redis.call('LLEN', done)
  redis.call('SCARD', stale)
  redis.call('ZCARD', cancelled)
  redis.call('HLEN', tries)
  -- Few tables, of their size from the start: here each that grows costs as much as a command.
  local entries, places, at = sized(completed), sized(completed), FIRST
  for n = 1, completed do
    entries[n], places[n] = ARGV[at], at
    at = after_completion(at)
  end
  local look = look_in_order(list, entries) or look_in_hand(list, entries)
  local finished, statuses, index = sized(completed), sized(2 * completed), sized(completed)
  local told, missing, f, between = {}, {}, 0, ' ' .. whole(now) .. ' '
  for n = 1, completed do
    local facts_of_job = ARGV[places[n] + 1]
    local id = id_of(entries[n])
    if look.in_order or take_held(look, entries[n]) then
      f = f + 1
      finished[f] = id
      index[f] = id .. between .. facts_of_job
      statuses[2 * f - 1], statuses[2 * f] = status_key(id), 'done'
      if (places[n + 1] or at) == places[n] + 3 then
        told[#told + 1] = places[n]
      end
    else
      missing[#missing + 1] = id
      unsettled[#unsettled + 1] = whole(n)
      all_bytes = all_bytes - string.match(facts_of_job, '^%d+')
    end
  end
  if #missing > 0 then
    local found, which = statuses_of(missing), unsettled
    unsettled = {}
    for i = 1, #missing do
      unsettled[3 * i - 2], unsettled[3 * i - 1], unsettled[3 * i] = which[i], missing[i], found[i] or 'unknown'
    end
  end
  local asked = cancel_asked(cancelling, finished)
  local awaited = watched_among(watched, finished)

  -- Write.
  let_go(list, look)
  mset(statuses)
  call_sliced('RPUSH', done, index)
  for i = 1, #told do
    at = told[i]
    local field = byte(ARGV[at + 1], -1) == N and 'note' or 'result'
    tell_run(id_of(ARGV[at]), field, ARGV[at + 2], 'finishedAt', whole(now))
  end
  forget_asked(cancelling, asked)
  count(stats, 'done', f)
  count(stats, 'done-bytes', all_bytes)
  tell_events('done', finished)
  tell_finished(watched, awaited)
end

-- Claim. Read and check.
if most == 0 then
  return { 'none', call, whole(now), unsettled, {}, {}, {} }
end
if not live then
  return { 'expired', call, whole(now), unsettled, {}, {}, {} }
end
local bare = {}
for _, element in ipairs(redis.call('LRANGE', list, 0, 7)) do
  local _, claimed = id_of(element)
  if claimed then
    break
  end
  bare[#bare + 1] = element
end
if facts[1] then
  redis.call('LLEN', pending)
  -- Write.
  if #bare > 0 then
    redis.call('LTRIM', list, #bare, -1)
    call_sliced('RPUSH', pending, bare)
  end
  return { 'paused', call, whole(now), unsettled, {}, {}, {} }
end

-- Read and check. The foremost last, as in the lists: what waits, and behind it the bare ids, the oldest of them last.
local registering = math.min(#bare, most)
local ids = {}
if most > registering then
  ids = redis.call('LRANGE', pending, -(most - registering), -1)
end
for i = #bare - registering + 1, #bare do
  ids[#ids + 1] = bare[i]
end
if #ids == 0 then
  return { 'empty', call, whole(now), unsettled, {}, {}, {} }
end
local seen = {}
local entries, marks, claims = sized(#ids), sized(2 * #ids), sized(2 * #ids)
local tried, dropped, dropped_statuses = {}, {}, {}
local n, entry_of = 0, entries_of_call(call)
local walked = read_candidates(ids, tries, most_bytes, facts[2], function(_, id, key, status, record, noted)
  if status == 'pending' and not seen[id] then
    seen[id] = true
    n = n + 1
    local entry = entry_of(id, noted)
    entries[n] = entry
    marks[2 * n - 1], marks[2 * n] = key, 'in-progress'
    answer_claim(claims, tried, n, entry, noted, record)
  else
    dropped[#dropped + 1] = id
    dropped_statuses[#dropped] = status or false
  end
end)

if #dropped > 0 then
  redis.call('SCARD', stale)
  redis.call('ZCARD', cancelled)
end

-- Write. Bare ids that the budget did not reach stay where they are: adoption finds them.
local bare_walked = math.min(walked, registering)
if bare_walked > 0 then
  for i = 1, bare_walked do
    redis.call('LREM', list, 1, ids[#ids + 1 - i])
  end
end
if walked > bare_walked then
  redis.call('LTRIM', pending, 0, -(walked - bare_walked) - 1)
end
call_sliced('LPUSH', list, entries)
mset(marks)
tell_claims(claims)
drop_stale(stale, cancelled, dropped, dropped_statuses)
return { walked == #ids and #ids < most and 'last' or 'taken', call, whole(now), unsettled, dropped, claims, tried }
