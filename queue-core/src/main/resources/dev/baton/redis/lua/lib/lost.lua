-- Shared by the sweeps that take claims back: the claim of a dead worker, and a lease that ran out. Each lost claim counts as
-- a crash: in-progress -> pending (back), -> dead after max-crashes, or at once if the job may be started only once, or
-- -> cancelled if that was asked for.
local reclaimed, buried, conceded = {}, {}, {}
local lost_statuses, lost_tries, lost_stories, lost_asked = {}, {}, {}, {}

-- Decides only.
--   worker: who lost it, '' for a remote consumer; why: in words { once = , poison = , cancelled = }
local function lose(id, entry, tries_text, asked, max_crashes, worker, why)
  local failures, crashes, fence, once = read_tries(tries_text)
  crashes = crashes + 1
  local claimed = tonumber(fence_of(entry) or 0) -- a fence is the microsecond of its claim
  note_tries(lost_tries, id, failures, crashes, math.max(fence, claimed), once)
  local crash = whole(now) .. ' ' .. worker .. (claimed > 0 and ' ' .. whole(math.floor(claimed / 1000)) or '')
  local story = { id = id, 'crash.' .. (failures + crashes), crash }
  lost_stories[#lost_stories + 1] = story
  local status, reason = 'pending', nil
  if asked then
    lost_asked[id] = true
    conceded[#conceded + 1] = id
    status, reason = 'cancelled', why.cancelled
  elseif once or crashes >= max_crashes then
    buried[#buried + 1] = id
    status, reason = 'dead', once and why.once or 'poison: ' .. whole(crashes) .. why.poison
  else
    reclaimed[#reclaimed + 1] = id
  end
  if reason then
    story[3], story[4], story[5], story[6] = 'reason', reason, 'finishedAt', whole(now)
  end
  lost_statuses[#lost_statuses + 1] = status_key(id)
  lost_statuses[#lost_statuses + 1] = status
end

-- Reads only. Those of the ended whose end somebody awaits.
local function awaited_losses(watched)
  local ended = {}
  for _, id in ipairs(buried) do
    ended[#ended + 1] = id
  end
  for _, id in ipairs(conceded) do
    ended[#ended + 1] = id
  end
  return watched_among(watched, ended)
end

-- Writes all but the hand, which the caller has emptied.
local function write_losses(pending, dead, cancelled, cancelling, stats, tries)
  mset(lost_statuses)
  call_sliced('HSET', tries, lost_tries)
  call_sliced('LPUSH', pending, reclaimed)
  for n = 1, #lost_stories do
    tell_run(lost_stories[n].id, unpack(lost_stories[n]))
  end
  for _, id in ipairs(buried) do
    redis.call('ZADD', dead, whole(now), id)
  end
  for _, id in ipairs(conceded) do
    redis.call('ZADD', cancelled, whole(now), id)
  end
  forget_asked(cancelling, lost_asked)
  count(stats, 'reclaimed', #reclaimed)
  count(stats, 'dead', #buried)
  count(stats, 'cancelled', #conceded)
  tell_events('pending', reclaimed)
  tell_events('dead', buried)
  tell_events('cancelled', conceded)
end
