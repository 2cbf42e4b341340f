// helios/base/shared_box.hpp -- an object of any type, behind one type of pointer.
//
// Shape     shared_box<T>(arguments...) holds T{arguments...}; who knows its type looks into it
//           with static_cast
// Threads   as std::shared_ptr
// Cost      of compiling: one function per type, where std::make_shared is a dozen classes
#pragma once

#include <helios/config.hpp>

#include <memory>
#include <utility>

namespace helios {

namespace detail {
/// Takes over what `destroy` ends.
[[nodiscard]] HELIOS_DECL std::shared_ptr<void> share(void* of, void (*destroy)(void* of) noexcept);
}  // namespace detail

template <class T, class... As>
[[nodiscard]] std::shared_ptr<void> shared_box(As&&... arguments) {
  return detail::share(new T{std::forward<As>(arguments)...},
                       [](void* held) noexcept { delete static_cast<T*>(held); });
}

}  // namespace helios

#if HELIOS_HEADER_ONLY
#include <helios/base/impl/shared_box.ipp>
#endif
