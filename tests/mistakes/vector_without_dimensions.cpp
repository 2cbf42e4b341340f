// wants: a vector has 1 to 16000 dimensions
#include "shop.hpp"

helios::vec<16'001>* vector_without_dimensions() { return new helios::vec<16'001>; }
