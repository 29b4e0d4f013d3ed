-- The format of what stands in a queue. Written once, checked by whoever adds to the queue, so that an older release
-- stops with a sentence before it mixes two formats.
local FORMAT = '1'

local function wrong_format(meta)
  local facts = redis.call('HMGET', meta, 'format', 'events')
  local found = facts[1]
  if found and found ~= FORMAT then
    return redis.error_reply('BATONFORMAT the queue holds format ' .. found .. ', this release knows ' .. FORMAT)
  end
  return nil, not found, facts[2]
end
