#!lua flags=allow-oom
-- Completes what is finished (in-progress -> done), then claims what there is room for (pending -> in-progress).
--
-- KEYS: meta pending processing workers done stats cancelling watched stale cancelled
-- ARGV: clock worker call most most-bytes all-bytes {entry facts told?}…
--       call: the nonces of this claim are "<call>-1", "<call>-2" …; a claim request is never sent twice
--       most: claim at most so many, 0 to 1000; 0: claim nothing, ask nothing of the incarnation
--       all-bytes: the sum over the facts
--       entry: exactly as it stands in the list; facts: "<bytes> <marks>" for the index of finished jobs
--       marks: - none | c the caller chose the id | t the job has tries | r the result is told | n a note is told;
--       told: only with r or n
-- CHANGES: of completed jobs: the entry, status, done (one element "<id> <finishedAt> <bytes> <marks>"), run if something
--          is told, stats; publishes the end of watched ids.
--          of claimed jobs: pending (front), the list (left), status. Bare ids at the left end of the list are claimed
--          first: that is how an id that BLMOVE brought is registered. Ids no longer pending are dropped.
-- ANSWERS: verdict call now {n id word}… {dropped id}… {entry tries record}…
--          verdict: none | expired | paused | empty | taken; n: which completion, from 1, was not recorded; word: the status
--          found | unknown; every other one was recorded
-- COST: 5-6 µs a job completed and claimed, at a batch of 200; the walk over the list is bounded by what is in hand
--
-- Completions may be repeated: a second copy answers the status it found and changes nothing.

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches
--- @include lib/counters
--- @include lib/hand
--- @include lib/tries
--- @include lib/run
--- @include lib/live
--- @include lib/stale
--- @include lib/asked
--- @include lib/watched
--- @include lib/claim

local meta, pending, list, workers, done = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local stats, cancelling, watched, stale, cancelled = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local worker, call, most, most_bytes = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local all_bytes, FIRST = tonumber(ARGV[6]), 7
local R, N = string.byte('rn', 1, 2)

-- Where the completion after the one at `at` begins: something is told only with the marks that say so.
local function after_completion(at)
  local mark = string.byte(ARGV[at + 1], -1)
  return (mark == R or mark == N) and at + 3 or at + 2
end

-- Complete. Read and check; foreign types in the way stop the call here, before its first write.
redis.call('LLEN', pending)
redis.call('LLEN', done)
redis.call('SCARD', stale)
redis.call('ZCARD', cancelled)
local live, facts = false, {}
if most > 0 then -- read before the completions are written, for these keys may be of foreign types too
  live = is_live(workers, worker)
  facts = redis.call('HMGET', meta, 'paused', 'largest')
end
local unsettled = {}
if ARGV[FIRST] then
  -- Few tables, and none that is filled twice: here each costs as much as a command.
  local marks, wanted, at = {}, 0, FIRST
  while ARGV[at] do
    if not marks[ARGV[at]] then
      marks[ARGV[at]] = WANTED
      wanted = wanted + 1
    end
    at = after_completion(at)
  end
  local look = look_in_hand(list, marks, wanted)
  local finished, statuses, index, told, missing = {}, {}, {}, {}, {}
  local n, f, between = 0, 0, ' ' .. whole(now) .. ' '
  at = FIRST
  while ARGV[at] do
    local entry, next_at = ARGV[at], after_completion(at)
    local id = id_of(entry)
    n = n + 1
    if take_held(look, entry) then
      f = f + 1
      finished[f] = id
      index[f] = id .. between .. ARGV[at + 1]
      statuses[2 * f - 1], statuses[2 * f] = status_key(id), 'done'
      if next_at == at + 3 then
        told[#told + 1] = at
      end
    else
      missing[#missing + 1] = id
      unsettled[#unsettled + 1] = whole(n)
      all_bytes = all_bytes - string.match(ARGV[at + 1], '^%d+')
    end
    at = next_at
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
    local field = string.byte(ARGV[at + 1], -1) == N and 'note' or 'result'
    tell_run(id_of(ARGV[at]), field, ARGV[at + 2], 'finishedAt', whole(now))
  end
  forget_asked(cancelling, asked)
  count(stats, 'done', f)
  count(stats, 'done-bytes', all_bytes)
  tell_finished(watched, awaited)
end

-- Claim. Read and check.
if most == 0 then
  return { 'none', call, whole(now), unsettled, {}, {} }
end
if not live then
  return { 'expired', call, whole(now), unsettled, {}, {} }
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
  -- Write.
  if #bare > 0 then
    redis.call('LTRIM', list, #bare, -1)
    call_sliced('RPUSH', pending, bare)
  end
  return { 'paused', call, whole(now), unsettled, {}, {} }
end

-- Read and check. The foremost last, as in the lists: what waits, and behind it the bare ids, the oldest of them last.
local registering = math.min(#bare, most) -- no more than asked for: the worker knows only so many nonces
local ids = {}
if most > registering then
  ids = redis.call('LRANGE', pending, -(most - registering), -1)
end
for i = #bare - registering + 1, #bare do
  ids[#ids + 1] = bare[i]
end
if #ids == 0 then
  return { 'empty', call, whole(now), unsettled, {}, {} }
end
local seen = {}
local entries, marks, claims, dropped, dropped_statuses = {}, {}, {}, {}, {}
local n, nonce_of_call = 0, ' ' .. call .. '-'
local walked = read_candidates(ids, most_bytes, facts[2], function(_, id, key, status, record, tries)
  if status == 'pending' and not seen[id] then
    seen[id] = true
    n = n + 1
    local entry = id .. nonce_of_call .. n .. ' ' .. next_fence(tries)
    entries[n] = entry
    marks[2 * n - 1], marks[2 * n] = key, 'in-progress'
    answer_claim(claims, n, entry, tries, record)
  else
    dropped[#dropped + 1] = id
    dropped_statuses[#dropped] = status or false
  end
end)

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
drop_stale(stale, cancelled, dropped, dropped_statuses)
return { 'taken', call, whole(now), unsettled, dropped, claims }
