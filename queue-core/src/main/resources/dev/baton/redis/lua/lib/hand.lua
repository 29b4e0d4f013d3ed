-- The hand that holds a claim. A worker's is its processing list: an element is "<id>" just after a BLMOVE,
-- "<id> <nonce> <fence>" once claimed. Claims are pushed left, so the oldest stand at the right end and most outcomes are
-- found in a short walk from there.
--
-- The hand of all remote consumers of a queue is `leases`: the same entries, each with the instant at which its lease runs
-- out. There may be thousands, each ended on its own, so it is a sorted set, in which nothing needs to be walked over.

local function id_of(element)
  local space = find(element, ' ', 1, true)
  if space then
    return cut(element, 1, space - 1), true
  end
  return element, false
end

local function fence_of(entry)
  return string.match(entry, ' (%d+)$')
end

-- Reads only. For entries in the order in which they stand in the list, the oldest first, which is how a worker tells what
-- it has completed: one walk from the right end, and no table of marks. Nil if they do not all stand there so, or if more
-- is in between than is worth moving.
local function look_in_order(list, entries)
  if is_leases(list) then
    return nil -- nothing stands in order there
  end
  local window = redis.call('LRANGE', list, -(#entries + 32), -1)
  local at, passed = #window, {}
  for n = 1, #entries do
    local entry = entries[n]
    while window[at] ~= entry do
      if at == 0 then
        return nil
      end
      passed[#passed + 1] = window[at]
      at = at - 1
    end
    at = at - 1
  end
  if #passed > 8 * #entries then
    return nil
  end
  local kept = {}
  for i = #passed, 1, -1 do
    kept[#kept + 1] = passed[i]
  end
  return { in_order = true, kept = kept, found = #entries, depth = #window - at }
end

local WANTED, HELD, TAKEN = 1, 2, 3

-- Reads only. As look_in_hand, of leases.
local function look_among_leases(leases, entries)
  local marks, found = {}, 0
  local expiries = redis.call('ZMSCORE', leases, unpack(entries))
  for n = 1, #entries do
    if expiries[n] and not marks[entries[n]] then
      marks[entries[n]] = HELD
      found = found + 1
    end
  end
  return { marks = marks, kept = {}, found = found, leased = true }
end

-- Reads only. Which of the entries stand in the list, in whatever order: marks tells it of each afterwards, and kept is what
-- else was walked over.
local function look_in_hand(list, entries)
  if is_leases(list) then
    return look_among_leases(list, entries)
  end
  local marks, missing = {}, 0
  for n = 1, #entries do
    if not marks[entries[n]] then
      marks[entries[n]] = WANTED
      missing = missing + 1
    end
  end
  local length = redis.call('LLEN', list)
  local depth = math.min(length, 2 * missing + 32)
  while true do
    local window = redis.call('LRANGE', list, length - depth, -1)
    local kept, passed, found = {}, 0, 0
    for i = 1, #window do
      local element = window[i]
      if marks[element] == WANTED then
        marks[element] = HELD
        found = found + 1
      else
        passed = passed + 1
        kept[passed] = element
      end
    end
    if found == missing or depth == length then
      return { marks = marks, kept = kept, found = found, depth = depth }
    end
    depth = length -- stragglers: one look at the whole list, at most about a thousand elements
    for element, mark in pairs(marks) do
      if mark == HELD then
        marks[element] = WANTED
      end
    end
  end
end

-- Whether the element stands in the list; true once, so that nothing is ended twice by one call.
local function take_held(look, element)
  if look.marks[element] == HELD then
    look.marks[element] = TAKEN
    return true
  end
  return false
end

-- Writes. Takes the held elements out of the list: a few among many one by one, else by rewriting the walked end.
local function let_go(list, look)
  if look.found == 0 then
    return
  end
  if look.leased then
    for entry in pairs(look.marks) do
      redis.call('ZREM', list, entry)
    end
  elseif #look.kept > 8 * look.found then
    for element, mark in pairs(look.marks) do
      if mark ~= WANTED then
        redis.call('LREM', list, -1, element)
      end
    end
  else
    redis.call('LTRIM', list, 0, -look.depth - 1)
    call_sliced('RPUSH', list, look.kept)
  end
end
