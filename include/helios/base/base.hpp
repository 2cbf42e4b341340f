// helios/base/base.hpp -- the ground every other folder stands on.
//
//   assert.hpp      HELIOS_EXPECTS: the programmer's contract
//   error.hpp       helios::error: what the user or the world did wrong, with its SQLSTATE
//   bytes.hpp       little-endian numbers in byte ranges, and readers that never pass their end
//   checksum.hpp    64-bit checksums of byte ranges
//   ids.hpp         numbers that name things and do not convert to each other
//   stack.hpp       how much of its stack a thread has left
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/bytes.hpp>
#include <helios/base/checksum.hpp>
#include <helios/base/error.hpp>
#include <helios/base/ids.hpp>
#include <helios/base/stack.hpp>
