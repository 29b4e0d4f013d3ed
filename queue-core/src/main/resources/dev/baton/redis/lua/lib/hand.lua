-- The worker's hand: its processing list. An element is "<id>" just after a BLMOVE, "<id> <nonce> <fence>" once claimed.
-- Claims are pushed left, so the oldest stand at the right end and most outcomes are found in a short walk from there.

local function id_of(element)
  local space = string.find(element, ' ', 1, true)
  if space then
    return string.sub(element, 1, space - 1), true
  end
  return element, false
end

local function fence_of(entry)
  return string.match(entry, ' (%d+)$')
end

local WANTED, HELD, TAKEN = 1, 2, 3

-- Reads only. Which of the wanted elements, as marks has them, stand in the list: marks tells it of each afterwards, and
-- kept is what else was walked over. missing: how many are wanted.
local function look_in_hand(list, marks, missing)
  local length = redis.call('LLEN', list)
  local depth = math.min(length, 2 * missing + 32)
  while true do
    local window = {}
    if depth > 0 then
      window = redis.call('LRANGE', list, -depth, -1)
    end
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
  if #look.kept > 8 * look.found then
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
