-- Counters are for people: a broken one (a foreign type, a word in a field) must never undo or stop a transition.
local function count(stats, field, by)
  if by ~= 0 then
    redis.pcall('HINCRBY', stats, field, whole(by))
  end
end
