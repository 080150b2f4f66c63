"""The demo district: texts, pictures, and the pages made of them."""
