-- Shared by the outcomes that are no completions. Reads: which of the entries stand in the hand, what is known of their
-- jobs, and whose cancellation was asked for.
-- Returns look, and an array of { id, at, held, status, failures, crashes, fence, once, asked } in the order of the arguments.
local function read_endings(list, cancelling, tries, first, width)
  local entries, ids = {}, {}
  for at = first, #ARGV, width do
    local n = #entries + 1
    entries[n] = ARGV[at]
    ids[n] = id_of(ARGV[at])
  end
  local look = look_in_hand(list, entries)
  local statuses, noted = statuses_of(ids), tries_of(tries, ids)
  local asked = cancel_asked(cancelling, ids)
  local endings = {}
  for n = 1, #entries do
    local failures, crashes, fence, once = read_tries(noted[n])
    local held = take_held(look, entries[n])
    endings[n] = {
      id = ids[n],
      at = first + (n - 1) * width,
      held = held,
      status = statuses[n],
      failures = failures,
      crashes = crashes,
      fence = math.max(fence, tonumber(fence_of(entries[n]) or 0)),
      once = once,
      asked = held and asked[ids[n]] or false,
    }
  end
  return look, endings
end

-- The answer in words, a pair a job: recorded; conceded (a cancellation was asked for meanwhile); or the status found.
local function answer_endings(endings)
  local answer = {}
  for n = 1, #endings do
    local ending = endings[n]
    answer[2 * n - 1] = ending.id
    if ending.held then
      answer[2 * n] = ending.asked and 'conceded' or 'recorded'
    else
      answer[2 * n] = ending.status or 'unknown'
    end
  end
  return answer
end

-- Writes. Cancels the held endings for which somebody asked, and forgets the asking.
local function concede_asked(endings, cancelled, cancelling, tries, stats, watched)
  local ids, noted = {}, {}
  for n = 1, #endings do
    local ending = endings[n]
    if ending.asked then
      ids[#ids + 1] = ending.id
      note_tries(noted, ending.id, ending.failures, ending.crashes, ending.fence, ending.once)
    end
  end
  local watched_ids = watched_among(watched, ids)
  call_sliced('HSET', tries, noted)
  for n = 1, #endings do
    local ending = endings[n]
    if ending.asked then
      redis.call('SET', status_key(ending.id), 'cancelled')
      redis.call('ZADD', cancelled, whole(now), ending.id)
      tell_run(ending.id, 'finishedAt', whole(now), 'reason', 'cancelled while it ran')
      redis.call('SREM', cancelling, ending.id)
    end
  end
  count(stats, 'cancelled', #ids)
  tell_events('cancelled', ids)
  tell_finished(watched, watched_ids)
end
