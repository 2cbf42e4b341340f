// helios/types/impl/json.ipp -- see helios/types/json.hpp
#pragma once

#include <helios/base/border.hpp>
#include <helios/types/json.hpp>
#include <helios/types/json_text.hpp>
#include <helios/types/text.hpp>

namespace helios::types {

json::json(std::string_view text) {
  helios::detail::at_border([&] {
    check_utf8(text);
    text_ = canonical_json(text);
  });
}

}  // namespace helios::types
