-- Who waits for a job registers its id in `watched`; only for those is the end published.
local function watched_among(watched, ids)
  local found = {}
  if #ids > 0 and redis.call('ZCARD', watched) > 0 then
    local scores = redis.call('ZMSCORE', watched, unpack(ids))
    for i = 1, #scores do
      if scores[i] then
        found[#found + 1] = ids[i]
      end
    end
  end
  return found
end

local function tell_finished(watched, ids)
  for i = 1, #ids do
    redis.pcall('PUBLISH', base .. 'finished', ids[i]) -- a hint: a user without the channel's right loses only that
    redis.call('ZREM', watched, ids[i])
  end
end
