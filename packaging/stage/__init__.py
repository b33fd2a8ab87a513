"""What the main job plays on: servers, links that are cut, client cores, the books beside them."""
