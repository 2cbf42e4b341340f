// helios/storage/page_source.hpp -- stand-in until the file layer lands
#pragma once
#include <helios/base/bytes.hpp>
#include <memory>
namespace helios::storage {
class pin { public: byte_view payload() const noexcept { return view_; } byte_view view_; std::shared_ptr<bytes> hold_; };
class page_source { public: virtual ~page_source() = default; virtual pin fetch(std::uint64_t offset) = 0; };
}
