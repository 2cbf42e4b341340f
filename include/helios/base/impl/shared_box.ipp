// helios/base/impl/shared_box.ipp -- what all boxes share.
#pragma once

#include <helios/base/shared_box.hpp>

namespace helios::detail {

std::shared_ptr<void> share(void* of, void (*destroy)(void* of) noexcept) { return {of, destroy}; }

}  // namespace helios::detail
