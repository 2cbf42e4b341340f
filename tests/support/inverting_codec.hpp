// tests/support/inverting_codec.hpp -- a sealed file without secrets.
#pragma once

#include <helios/base/error.hpp>
#include <helios/storage/frame_codec.hpp>

namespace helios::testing {

/// Turns bits over and adds a tag of 16 bytes.
class inverting_codec final : public storage::payload_codec {
 public:
  [[nodiscard]] std::uint32_t overhead() const noexcept override { return 16; }
  [[nodiscard]] std::uint8_t flags() const noexcept override {
    return storage::frame_flags::sealed;
  }
  void seal(storage::frame_header const&, std::uint64_t offset,
            std::span<std::byte> room) const override {
    for (std::byte& b : room) b = ~b;
    store(room.data() + room.size() - 16, offset);
    store(room.data() + room.size() - 8, offset);
  }
  [[nodiscard]] std::span<std::byte> open(storage::frame_header const&, std::uint64_t offset,
                                          std::span<std::byte> stored) const override {
    auto const plain = stored.first(stored.size() - 16);
    if (load<std::uint64_t>(stored.data() + plain.size()) != offset)
      throw error(errc::data_corrupted, "tag");
    for (std::byte& b : plain) b = ~b;
    return plain;
  }
};

}  // namespace helios::testing
