// helios/base/stack.hpp -- how much of its stack a thread has left.
//
// Threads   about the calling one
// Errors    none: where the system does not tell, what the smallest usual stack has is assumed
// Cost      0.1 us; for a program's first thread, whose bounds the system looks up, 50 us
#pragma once

#include <helios/config.hpp>

#include <cstddef>

namespace helios {

/// A thread's stack is seldom smaller than 512 KiB; this leaves its callers some.
inline constexpr std::size_t usual_stack = std::size_t{384} << 10;

[[nodiscard]] HELIOS_DECL std::size_t stack_left() noexcept;

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/base/impl/stack.ipp>
#endif
