// helios/base/base.hpp -- the ground every other folder stands on.
//
//   assert.hpp         HELIOS_EXPECTS: the programmer's contract
//   callback.hpp       functions of a caller's
//   error.hpp          helios::error: what the user or the world did wrong, with its SQLSTATE
//   bytes.hpp          little-endian numbers in byte ranges, and readers that never pass their end
//   checksum.hpp       64-bit checksums of byte ranges
//   ids.hpp            numbers that name things and do not convert to each other
//   large_memory.hpp   memory that the system may map by large pages
//   memory_budget.hpp  how much memory a piece of work may hold
//   shared_box.hpp     an object of any type, behind one type of pointer
//   stack.hpp          how far the calling thread may recurse
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/bytes.hpp>
#include <helios/base/callback.hpp>
#include <helios/base/checksum.hpp>
#include <helios/base/error.hpp>
#include <helios/base/ids.hpp>
#include <helios/base/large_memory.hpp>
#include <helios/base/memory_budget.hpp>
#include <helios/base/shared_box.hpp>
#include <helios/base/stack.hpp>
