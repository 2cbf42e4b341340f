// helios/base/raise_to.hpp -- a number that many threads only ever raise.
#pragma once

#include <atomic>

namespace helios {

/// Afterwards `number` is at least `value`; what was done before is seen by who reads it then.
template <class T>
void raise_to(std::atomic<T>& number, T value) noexcept {
  T now = number.load(std::memory_order_relaxed);
  while (now < value && !number.compare_exchange_weak(now, value, std::memory_order_acq_rel)) {
  }
}

}  // namespace helios
