-- "failures crashes fence": there only once a claim ended otherwise than well, so the happy path writes nothing.
local function read_tries(text)
  if not text then
    return 0, 0, 0
  end
  local failures, crashes, fence = string.match(text, '^(%d+) (%d+) (%d+)$')
  if not failures then
    return 0, 0, 0 -- written by hand: start anew rather than stop the queue
  end
  return tonumber(failures), tonumber(crashes), tonumber(fence)
end

local function write_tries(failures, crashes, fence)
  return whole(failures) .. ' ' .. whole(crashes) .. ' ' .. whole(fence)
end
