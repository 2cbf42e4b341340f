// helios/base/border.hpp -- the door through which a lack of memory leaves helios: as an error
// with a SQLSTATE like any other.
//
// Errors    53200 for std::bad_alloc
#pragma once

#include <helios/base/error.hpp>

#include <new>
#include <utility>

namespace helios::detail {

/// What f answers. Each public function that asks for memory runs in here; what is below neither
/// catches std::bad_alloc nor has to know of it.
template <class F>
decltype(auto) at_border(F&& f) {
  try {
    return std::forward<F>(f)();
  } catch (std::bad_alloc const&) {
    throw error::out_of_memory();
  }
}

}  // namespace helios::detail
