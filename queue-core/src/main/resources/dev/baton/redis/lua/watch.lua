#!lua flags=allow-oom
-- Reads statuses, and asks that the end of those that have not ended be published: by its id on the channel `finished`.
--
-- KEYS: meta watched
-- ARGV: clock watch-ms {id}…  1 to 1000
-- CHANGES: watched
-- ANSWERS: {id status}…  status: '' for an unknown id
-- COST: about 2 µs an id; repeatable

--- @include lib/keys
--- @include lib/clock
--- @include lib/batches

local watched, until_ = KEYS[2], whole(now + tonumber(ARGV[2]))
local ids = {}
for at = 3, #ARGV do
  ids[#ids + 1] = ARGV[at]
end
local statuses = statuses_of(ids)
local answer, add = {}, {}
for i = 1, #ids do
  local status = statuses[i]
  answer[2 * i - 1], answer[2 * i] = ids[i], status or ''
  if status and status ~= 'done' and status ~= 'dead' and status ~= 'cancelled' then
    add[#add + 1] = until_
    add[#add + 1] = ids[i]
  end
end
call_sliced('ZADD', watched, add)
return answer
